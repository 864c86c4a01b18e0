import { expect, test } from 'vitest';
import { commit } from '../../src/store/commit.ts';
import { writeReopening } from '../../src/store/control.ts';
import { readOpenJobs } from '../../src/store/open-jobs.ts';
import { readJob } from '../../src/store/read-job.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aJob, anEnd, aPlan, NOON } from '../support/job-fixtures.ts';

const jobId = 'batch_job_12345';
const at = '2026-11-24T18:00:00.000Z';
const failed = { status: 'failed', by: '101', at, reason: 'gave up', successful: 0, failed: 0 } as const;

onEachRedis('a failed job that is reopened', (redis) => {
  test('is open, without an end, and may end once more', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeEnd(redis(), aJob(), failed);
    await writeReopening(redis(), aJob(), at);
    const reopened = await readJob(redis(), jobId);
    expect(reopened?.job).toMatchObject({ state: { status: 'open' }, reopened: 1 });
    expect(await readOpenJobs(redis(), NOON)).toEqual([jobId]);
    const completed = anEnd('completed', { by: '102', at });
    expect(await writeEnd(redis(), aJob({ reopened: 1 }), completed)).toEqual(completed);
    expect((await readJob(redis(), jobId))?.job.state).toMatchObject({ end: completed });
  });

  test('is reopened once by two callers at the same time', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeEnd(redis(), aJob(), failed);
    await Promise.all([writeReopening(redis(), aJob(), at), writeReopening(redis(), aJob(), at)]);
    expect((await readJob(redis(), jobId))?.job.reopened).toBe(1);
  });

  test('is not told by a commit that it has ended before', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeEnd(redis(), aJob(), failed);
    await writeReopening(redis(), aJob(), at);
    const nothing = { documents: new Map(), markers: new Map(), unmark: [], facts: new Map() };
    const signals = await commit(redis(), {
      job: aJob({ reopened: 1 }),
      createsFacts: true,
      ...nothing,
    });
    expect(signals).toMatchObject({ paused: false, ended: false });
  });
});
