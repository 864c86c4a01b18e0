import { expect, test } from 'vitest';
import * as z from 'zod';
import { commit } from '../../src/store/commit.ts';
import { writePause, writeResumption } from '../../src/store/control.ts';
import { claimDispatch } from '../../src/store/lease.ts';
import { claimHop, recordRestart, writeHandOver, writeRunEnd, writeRunStart } from '../../src/store/run.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { aCommit, aMarker } from '../support/commit-fixtures.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aJob, anEnd, aPlan, aRun, NOON } from '../support/job-fixtures.ts';
import type { WatchedRedis } from '../support/watched-redis.ts';

const jobId = 'batch_job_12345';
const run = { jobId, lane: 1, id: '101' };
const start = { startedAt: null, record: null, renewsLife: true };
const SIXTY_DAYS = 60 * 24 * 3_600;
const JOB_KEYS = ['batch_job:12345', 'batch_job:12345:plan', 'batch_job:12345:done', 'batch_job:12345:runs'];

/** All that is ever written for a job, but its end. */
async function work(redis: WatchedRedis): Promise<void> {
  await writeJob(redis, aJob(), aPlan());
  await claimHop(redis, run, aRun());
  await writeRunStart(redis, run, { ...start, startedAt: '2026-11-24T17:00:00.000Z' });
  await commit(redis, aCommit({ markers: new Map([['T9', aMarker()]]) }));
  await writeHandOver(redis, run, aRun({ until: NOON }));
  await writeRunEnd(redis, run, aRun({ until: NOON }), 'stalled');
  await writePause(redis, jobId, '2026-11-24T17:01:00.000Z');
  await writeResumption(redis, jobId, '2026-11-24T17:02:00.000Z');
  await recordRestart(redis, { ...run, id: '900' }, { lane: 1, at: NOON, done: 1 });
}

async function lifetimes(redis: WatchedRedis, keys: readonly string[]): Promise<unknown[]> {
  return Promise.all(keys.map((key) => redis.ask('TTL', key)));
}

const SEVEN_DAYS = 7 * 24 * 3_600;

onEachRedis('the keys of a job', (redis) => {
  test('that is never started live for seven days', async () => {
    await writeJob(redis(), aJob(), aPlan());
    for (const ttl of await lifetimes(redis(), JOB_KEYS.slice(0, 2)))
      expect(ttl).toBeOneOf([SEVEN_DAYS, SEVEN_DAYS - 1]);
  });

  test('that is cancelled live for seven days more', async () => {
    await work(redis());
    await writeEnd(redis(), aJob(), anEnd('cancelled'));
    for (const ttl of await lifetimes(redis(), JOB_KEYS)) expect(ttl).toBeOneOf([SEVEN_DAYS, SEVEN_DAYS - 1]);
  });

  test('live for 60 days after its last run', async () => {
    await work(redis());
    for (const ttl of await lifetimes(redis(), JOB_KEYS)) expect(ttl).toBeOneOf([SIXTY_DAYS, SIXTY_DAYS - 1]);
  });

  test('live for 60 days from the start of a later run', async () => {
    await work(redis());
    await Promise.all(JOB_KEYS.map((key) => redis().ask('EXPIRE', key, 100)));
    await claimHop(redis(), { ...run, id: '102' }, aRun({ hop: 2 }));
    await writeRunStart(redis(), { ...run, id: '102' }, start);
    for (const ttl of await lifetimes(redis(), JOB_KEYS)) expect(ttl).toBeOneOf([SIXTY_DAYS, SIXTY_DAYS - 1]);
  });

  test('are the only ones that expire: prices, markers and lists stay', async () => {
    await work(redis());
    const lasting = ['ticker-data:T1', 'failed-tickers:T9', 'ticker-index', 'batch_jobs', 'batch_jobs:open'];
    expect(await lifetimes(redis(), lasting)).toEqual([-1, -1, -1, -1, -1]);
  });

  test('are none without an end of life, once the job has ended', async () => {
    await work(redis());
    await claimDispatch(redis(), { ...run, id: 'one' });
    const numbers = { by: '101', at: '2026-11-24T18:00:00.000Z', successful: 5, failed: 0 };
    await writeEnd(redis(), aJob(), { status: 'completed', ...numbers });
    const keys = z.array(z.string()).parse(await redis().ask('KEYS', 'batch_job:*'));
    expect(keys.sort()).toEqual([...JOB_KEYS].sort());
    for (const ttl of await lifetimes(redis(), keys)) expect(ttl).toBeGreaterThan(SIXTY_DAYS - 60);
  });
});
