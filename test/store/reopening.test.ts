import { expect, test } from 'vitest';
import { commit } from '../../src/store/commit.ts';
import { reopenJob } from '../../src/store/control.ts';
import { endJob } from '../../src/store/end-job.ts';
import { readOpenJobs } from '../../src/store/open-jobs.ts';
import { readJob } from '../../src/store/read-job.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';

const jobId = 'batch_job_12345';
const at = '2026-11-24T18:00:00.000Z';
const failed = { status: 'failed', by: '101', at, reason: 'gave up', successful: 0, failed: 0 } as const;

onEachRedis('a failed job that is taken up again', (redis) => {
  test('is open, without an end, and may end once more', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await endJob(redis(), aJob(), failed);
    await reopenJob(redis(), aJob(), at);
    const reopened = await readJob(redis(), jobId);
    expect(reopened?.job).toMatchObject({ end: null, reopened: 1 });
    expect(await readOpenJobs(redis(), NOON)).toEqual([jobId]);
    const completed = { ...failed, status: 'completed', by: '102' } as const;
    expect(await endJob(redis(), aJob({ reopened: 1 }), completed)).toBe(true);
    expect((await readJob(redis(), jobId))?.job.end).toEqual(completed);
  });

  test('is reopened once by two callers at the same time', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await endJob(redis(), aJob(), failed);
    await Promise.all([reopenJob(redis(), aJob(), at), reopenJob(redis(), aJob(), at)]);
    expect((await readJob(redis(), jobId))?.job.reopened).toBe(1);
  });

  test('is not told by a commit that it has ended before', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await endJob(redis(), aJob(), failed);
    await reopenJob(redis(), aJob(), at);
    const nothing = { documents: new Map(), markers: new Map(), unmark: [], facts: new Map() };
    const word = await commit(redis(), {
      job: aJob({ reopened: 1 }),
      lane: 1,
      runId: '102',
      first: true,
      ...nothing,
    });
    expect(word).toEqual({ paused: false, ended: false });
  });
});
