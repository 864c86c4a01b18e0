import { expect, test } from 'vitest';
import { viewJob } from '../../src/core/view.ts';
import { writePause, writeResumption } from '../../src/store/control.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { aChain } from '../support/chain-run.ts';
import { createScriptedSource } from '../support/scripted-source.ts';

const TICKERS = Array.from({ length: 300 }, (_, index) => `T${index + 1}`).join(' ');
const iso = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 17, 0, seconds)).toISOString();

/** A run in the middle of a job of 60 batches; each answer takes a second. */
async function atWork(texts: Record<string, string> = {}) {
  const scripted = createScriptedSource();
  const chain = aChain({
    source: {
      ...scripted,
      async fetchHistory(ticker, range, signal) {
        await chain.clock.sleep(1_000, signal);
        return scripted.fetchHistory(ticker, range, signal);
      },
    },
  });
  const run = chain.start(
    { tickers: TICKERS, 'requests-per-second': '0', 'max-batches': '0', ...texts },
    null,
  );
  await chain.clock.advance(500);
  const [jobId] = [...new Set(chain.log.join().match(/batch_job_\w+/g))];
  return { ...chain, jobId: jobId ?? '', outcome: () => chain.clock.settle(run) };
}

async function shownStatus({ redis, jobId }: Awaited<ReturnType<typeof atWork>>) {
  return redis.ask('HGET', `batch_job:${jobId.slice(10)}`, 'status');
}

test.each([
  ['in the middle', {}],
  ['in its last batch', { 'max-batches': '1' }],
])('a job that is paused %s stops, green, starts nothing and is shown as paused', async (_, texts) => {
  const chain = await atWork(texts);
  await writePause(chain.redis, chain.jobId, iso(1));
  expect(await chain.outcome()).toMatchObject({
    dispatched: false,
    problem: null,
    view: { status: 'paused' },
  });
  expect(chain.github.events).toEqual([]);
  expect(await shownStatus(chain)).toBe('paused');
});

test('a paused job is left alone by a run that comes for it', async () => {
  const chain = await atWork();
  await writePause(chain.redis, chain.jobId, iso(1));
  await chain.outcome();
  const later = await chain.runOn({ v: 1, jobId: chain.jobId, lane: 1, hop: 2 });
  expect(later).toMatchObject({
    batchesRun: 0,
    dispatched: false,
    problem: null,
    view: { status: 'paused' },
  });
});

test('a job that is resumed goes on, also if the run that was to do so never came', async () => {
  const chain = await atWork();
  await writePause(chain.redis, chain.jobId, iso(1));
  await chain.outcome();
  await writeResumption(chain.redis, chain.jobId, iso(60));
  await chain.clock.advance(400_000);
  expect(await chain.watch()).toEqual({ resumed: [chain.jobId], problems: [] });
});

test.each([
  ['in the middle', {}],
  ['in its last batch', { 'max-batches': '1' }],
])('a job that is cancelled %s stops, green, starts nothing and stays cancelled', async (_, texts) => {
  const chain = await atWork(texts);
  const { job, facts } = await chain.stored(chain.jobId);
  const { successful, failed } = viewJob(job, facts, true).progress;
  await writeEnd(chain.redis, job, { status: 'cancelled', by: 'me', at: iso(1), successful, failed });
  expect(await chain.outcome()).toMatchObject({
    dispatched: false,
    problem: null,
    view: { status: 'cancelled' },
  });
  expect(chain.github.events).toEqual([]);
  expect(await shownStatus(chain)).toBe('cancelled');
  expect((await chain.stored(chain.jobId)).alive).toBe(false);
});

test('a job that is resumed while its run leaves goes on: whoever resumed it saw a lease, and started nothing', async () => {
  const chain = await atWork();
  await writePause(chain.redis, chain.jobId, iso(1));
  chain.redis.before = async (commands) => {
    const drops = commands.some(([name]) => name === 'EVAL');
    if (drops) await writeResumption(chain.redis, chain.jobId, iso(60));
  };
  expect(await chain.outcome()).toMatchObject({ dispatched: true, view: { status: 'running' } });
  expect(chain.github.events).toMatchObject([{ jobId: chain.jobId, hop: 2 }]);
});
