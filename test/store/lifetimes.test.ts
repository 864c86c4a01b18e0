import { expect, test } from 'vitest';
import * as z from 'zod';
import { commit } from '../../src/store/commit.ts';
import { pauseJob, resumeJob } from '../../src/store/control.ts';
import { endJob } from '../../src/store/end-job.ts';
import { claimDispatch } from '../../src/store/lease.ts';
import { beginRun, claimHop, handOver, leaveJob, recordRestart } from '../../src/store/run.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { aCommit, aMarker } from '../support/commit-fixtures.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aJob, aPlan, aRun, NOON } from '../support/job-fixtures.ts';
import type { WatchedRedis } from '../support/watched-redis.ts';

const jobId = 'batch_job_12345';
const run = { jobId, lane: 1, runId: '101' };
const SIXTY_DAYS = 60 * 24 * 3_600;
const JOB_KEYS = ['batch_job:12345', 'batch_job:12345:plan', 'batch_job:12345:done', 'batch_job:12345:runs'];

/** All that is ever written for a job, but its end. */
async function work(redis: WatchedRedis): Promise<void> {
  await writeJob(redis, aJob(), aPlan());
  await claimHop(redis, run, 1);
  await beginRun(redis, run, aRun());
  await commit(redis, aCommit({ markers: new Map([['T9', aMarker()]]) }));
  await handOver(redis, run, aRun({ until: NOON }));
  await leaveJob(redis, run, aRun({ until: NOON }), 'stalled');
  await pauseJob(redis, jobId, '2026-11-24T17:01:00.000Z');
  await resumeJob(redis, jobId, '2026-11-24T17:02:00.000Z');
  await recordRestart(redis, jobId, '900', { at: NOON, done: 1 });
}

async function lifetimes(redis: WatchedRedis, keys: readonly string[]): Promise<unknown[]> {
  return Promise.all(keys.map((key) => redis.ask('TTL', key)));
}

onEachRedis('the keys of a job', (redis) => {
  test('live for 60 days after its last run', async () => {
    await work(redis());
    for (const ttl of await lifetimes(redis(), JOB_KEYS)) expect(ttl).toBeOneOf([SIXTY_DAYS, SIXTY_DAYS - 1]);
  });

  test('live for 60 days from the start of a later run', async () => {
    await work(redis());
    await Promise.all(JOB_KEYS.map((key) => redis().ask('EXPIRE', key, 100)));
    await claimHop(redis(), { ...run, runId: '102' }, 2);
    await beginRun(redis(), { ...run, runId: '102' }, aRun({ hop: 2 }));
    for (const ttl of await lifetimes(redis(), JOB_KEYS)) expect(ttl).toBeOneOf([SIXTY_DAYS, SIXTY_DAYS - 1]);
  });

  test('are the only ones that expire: prices, markers and lists stay', async () => {
    await work(redis());
    const lasting = ['ticker-data:T1', 'failed-tickers:T9', 'ticker-index', 'batch_jobs', 'batch_jobs:open'];
    expect(await lifetimes(redis(), lasting)).toEqual([-1, -1, -1, -1, -1]);
  });

  test('are none without an end of life, once the job has ended', async () => {
    await work(redis());
    await claimDispatch(redis(), jobId, 'one');
    const numbers = { by: '101', at: '2026-11-24T18:00:00.000Z', successful: 5, failed: 0 };
    await endJob(redis(), aJob(), { status: 'completed', ...numbers });
    const keys = z.array(z.string()).parse(await redis().ask('KEYS', 'batch_job:*'));
    expect(keys.sort()).toEqual([...JOB_KEYS].sort());
    for (const ttl of await lifetimes(redis(), keys)) expect(ttl).toBeGreaterThan(SIXTY_DAYS - 60);
  });
});
