import { expect, test } from 'vitest';
import { viewJob } from '../../src/core/view.ts';
import { commit } from '../../src/store/commit.ts';
import { writePause, writeResumption } from '../../src/store/control.ts';
import { readJob } from '../../src/store/read-job.ts';
import { readIndex, readKnown } from '../../src/store/ticker-index.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { aCommit, aMarker, documentsOf } from '../support/commit-fixtures.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { everythingIn } from '../support/everything-in.ts';
import { aFact, aFailure, aJob, aPlan, NOON } from '../support/job-fixtures.ts';
import type { WatchedRedis } from '../support/watched-redis.ts';

async function progressIn(redis: WatchedRedis) {
  const stored = await readJob(redis, 'batch_job_12345');
  return stored && viewJob(stored.job, stored.facts, stored.alive).progress;
}

/** From now on requests that hold this command are lost. */
function lose(redis: WatchedRedis, name: string): void {
  redis.before = async (commands) => {
    if (commands.some(([command]) => command === name)) throw new Error(`${name} was lost`);
  };
}

const oneFailed = aCommit({
  documents: documentsOf(['T1', 'T2', 'T4', 'T5']),
  markers: new Map([['T3', aMarker()]]),
  facts: new Map([[1, aFact({ failures: [aFailure('T3')] })]]),
});
const entry = { fetchedAt: NOON, range: '5y', source: 'yahoo', compress: 'none' };

onEachRedis('a commit', (redis) => {
  test('writes documents, markers, facts and the index', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await commit(redis(), oneFailed);
    expect(await redis().ask('GET', 'ticker-data:T1')).toBe('{"symbol":"T1"}');
    expect((await readIndex(redis(), ['T1', 'T3'])).get('T1')).toEqual(entry);
    expect((await readKnown(redis(), ['T3'])).markers.get('T3')).toEqual(aMarker());
    expect((await readJob(redis(), 'batch_job_12345'))?.facts.done.get(1)).toEqual(oneFailed.facts.get(1));
    expect(await progressIn(redis())).toMatchObject({ processed: 5, successful: 4, failed: 1 });
  });

  test('of nothing writes nothing, and may read what people have said', async () => {
    const nothing = aCommit({ documents: new Map(), markers: new Map(), facts: new Map() });
    await writeJob(redis(), aJob(), aPlan());
    const before = await everythingIn(redis());
    expect(await commit(redis(), { ...nothing, readsSignals: false })).toBeNull();
    expect(await commit(redis(), nothing)).toMatchObject({ paused: false, ended: false });
    expect(await everythingIn(redis())).toEqual(before);
  });

  test('that is repeated changes nothing', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await commit(redis(), oneFailed);
    const once = await everythingIn(redis());
    await commit(redis(), oneFailed);
    expect(await everythingIn(redis())).toEqual(once);
  });

  test('of a batch that another run has done otherwise counts it once, as the later says', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await commit(redis(), oneFailed);
    await commit(redis(), aCommit());
    expect(await progressIn(redis())).toMatchObject({ processed: 5, successful: 5, failed: 0 });
  });

  test('that lands a minute late, when the batch was done again, counts nothing twice', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await commit(redis(), oneFailed);
    const late = redis().requests.slice(-2);
    await commit(
      redis(),
      aCommit({
        facts: new Map([
          [1, aFact()],
          [2, aFact()],
        ]),
      }),
    );
    for (const request of late) await redis().pipeline(request);
    expect(await progressIn(redis())).toMatchObject({ processed: 10, successful: 9, failed: 1 });
  });

  test('whose documents were not taken leaves no fact about them', async () => {
    await writeJob(redis(), aJob(), aPlan());
    lose(redis(), 'MSET');
    await expect(commit(redis(), oneFailed)).rejects.toThrow('MSET was lost');
    expect(await progressIn(redis())).toMatchObject({ processed: 0 });
    expect(await readIndex(redis(), ['T1'])).toEqual(new Map());
  });

  test('whose facts were not taken leaves documents that nobody counts yet', async () => {
    await writeJob(redis(), aJob(), aPlan());
    lose(redis(), 'HSET');
    await expect(commit(redis(), oneFailed)).rejects.toThrow('HSET was lost');
    expect(await redis().ask('EXISTS', 'ticker-data:T1', 'failed-tickers:T3')).toBe(2);
    expect(await progressIn(redis())).toMatchObject({ processed: 0 });
  });

  test('deletes the markers that documents have overtaken, and no others', async () => {
    await redis().ask('MSET', 'failed-tickers:T1', '{}', 'failed-tickers:T9', '{}');
    await commit(redis(), aCommit({ unmark: ['T1'] }));
    expect(await redis().ask('EXISTS', 'failed-tickers:T1')).toBe(0);
    expect(await redis().ask('EXISTS', 'failed-tickers:T9')).toBe(1);
  });

  test('of a batch that was handed back keeps its documents, and no fact of the batch', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await commit(redis(), aCommit({ documents: documentsOf(['T1']), facts: new Map() }));
    expect((await readIndex(redis(), ['T1'])).has('T1')).toBe(true);
    expect(await progressIn(redis())).toMatchObject({ processed: 0 });
  });

  test('reads what people have told the job meanwhile', async () => {
    await writeJob(redis(), aJob(), aPlan());
    expect(await commit(redis(), aCommit())).toMatchObject({ paused: false, ended: false });
    await writePause(redis(), 'batch_job_12345', '2026-11-24T17:01:00.000Z');
    expect(await commit(redis(), aCommit())).toMatchObject({ paused: true, ended: false });
    await writeResumption(redis(), 'batch_job_12345', '2026-11-24T17:02:00.000Z');
    const by = { by: 'me', at: '2026-11-24T17:03:00.000Z', successful: 0, failed: 0 };
    await writeEnd(redis(), aJob(), { status: 'cancelled', ...by });
    expect(await commit(redis(), aCommit())).toMatchObject({ paused: false, ended: true });
  });

  test('tells when somebody last asked for the status', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await redis().ask('HSET', 'batch_job:12345', 'polledAt', new Date(NOON).toISOString());
    expect(await commit(redis(), aCommit())).toMatchObject({ polledAt: NOON });
  });

  test('of twenty batches costs four commands, the first of a job one more', async () => {
    const facts = new Map(Array.from({ length: 20 }, (_, index) => [index + 1, aFact()]));
    const count = async (createsFacts: boolean) => {
      redis().requests.length = 0;
      await commit(redis(), aCommit({ facts, createsFacts, documents: documentsOf(aPlan(100).tickers) }));
      return redis().requests.flat().length;
    };
    expect([await count(true), await count(false)]).toEqual([5, 4]);
  });
});
