import { expect, test } from 'vitest';
import { endJob } from '../../src/store/end-job.ts';
import { claimDispatch, holdLease, releaseDispatch } from '../../src/store/lease.ts';
import { readJob } from '../../src/store/read-job.ts';
import { beginRun, claimHop, handOver, leaveJob, recordRestart } from '../../src/store/run.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aJob, aPlan, aRun, NOON } from '../support/job-fixtures.ts';

const jobId = 'batch_job_12345';
const first = { jobId, lane: 1, runId: '101' };
const second = { jobId, lane: 1, runId: '102' };
const lease = 'batch_job:12345:lease:1';

onEachRedis('a run', (redis) => {
  test('that takes a hop twice has it, another has not', async () => {
    expect(await claimHop(redis(), first, 1)).toBe(true);
    expect(await claimHop(redis(), first, 1)).toBe(true);
    expect(await claimHop(redis(), second, 1)).toBe(false);
    expect(await claimHop(redis(), second, 2)).toBe(true);
  });

  test('that was told nothing about its hop still knows whether it took it', async () => {
    await redis().ask('HSETNX', 'batch_job:12345:runs', 1, '101');
    expect(await claimHop(redis(), first, 1)).toBe(true);
  });

  test('is read back with its record, apart from the hops', async () => {
    await writeJob(redis(), aJob(), aPlan());
    const record = aRun({
      tries: { 2: { T6: 3 } },
      notBefore: NOON,
      pace: 2.5,
      reason: 'refused',
      until: NOON,
    });
    await claimHop(redis(), first, 1);
    await beginRun(redis(), first, record);
    const { facts } = (await readJob(redis(), jobId)) ?? {};
    expect(facts?.hops).toEqual(new Map([[1, '101']]));
    expect(facts?.runs).toEqual(new Map([['101', record]]));
  });

  test('starts its job once: a later run does not move the start', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await beginRun(redis(), first, aRun({ from: NOON }));
    await beginRun(redis(), second, aRun({ from: NOON + 60_000 }));
    const stored = await readJob(redis(), jobId);
    expect(stored).toMatchObject({ alive: true, job: { startedAt: '2026-11-24T17:00:00.000Z' } });
  });

  test('always takes the lease over, for 90 s', async () => {
    await holdLease(redis(), jobId, 1, '101', 300);
    await beginRun(redis(), second, aRun());
    expect(await redis().ask('GET', lease)).toBe('102');
    expect(await redis().ask('TTL', lease)).toBeOneOf([89, 90]);
  });

  test('that hands over promises that the next is there within 300 s', async () => {
    await handOver(redis(), first, aRun({ until: NOON, reason: 'max-batches' }));
    expect(await redis().ask('GET', lease)).toBe('101');
    expect(await redis().ask('TTL', lease)).toBeOneOf([299, 300]);
  });

  test('that leaves says why, and takes its promise back', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await beginRun(redis(), first, aRun());
    await leaveJob(redis(), first, aRun({ until: NOON, reason: 'signal' }), 'stalled');
    const stored = await readJob(redis(), jobId);
    expect(stored?.alive).toBe(false);
    expect(stored?.facts.runs.get('101')).toMatchObject({ until: NOON, reason: 'signal' });
  });

  test('that leaves lets stand the lease of a run that has taken over', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await beginRun(redis(), first, aRun());
    await beginRun(redis(), second, aRun());
    await leaveJob(redis(), first, aRun({ until: NOON, reason: 'time-budget' }), 'stalled');
    expect(await redis().ask('GET', lease)).toBe('102');
    expect(await redis().ask('HGET', 'batch_job:12345', 'status')).toBe('running');
  });

  test('is started by one of two callers, and by the other after a refusal', async () => {
    expect(await claimDispatch(redis(), jobId, 'one')).toBe(true);
    expect(await claimDispatch(redis(), jobId, 'one')).toBe(true);
    expect(await claimDispatch(redis(), jobId, 'other')).toBe(false);
    expect(await redis().ask('TTL', 'batch_job:12345:dispatch')).toBeOneOf([179, 180]);
    await releaseDispatch(redis(), jobId);
    expect(await claimDispatch(redis(), jobId, 'other')).toBe(true);
  });

  test('of the watchdog that is noted twice is one restart', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await recordRestart(redis(), jobId, '900', { at: NOON, done: 2 });
    await recordRestart(redis(), jobId, '900', { at: NOON, done: 2 });
    await recordRestart(redis(), jobId, '901', { at: NOON + 1, done: 2 });
    const stored = await readJob(redis(), jobId);
    expect(stored?.facts.restarts).toHaveLength(2);
  });
});

const end = {
  status: 'completed',
  by: '101',
  at: '2026-11-24T18:00:00.000Z',
  successful: 11,
  failed: 1,
} as const;

onEachRedis('the end of a job', (redis) => {
  test('is told to the one whose name stands in it, as often as it asks', async () => {
    await writeJob(redis(), aJob(), aPlan());
    expect(await endJob(redis(), aJob(), end)).toBe(true);
    expect(await endJob(redis(), aJob(), end)).toBe(true);
    expect(await endJob(redis(), aJob(), { ...end, by: '102' })).toBe(false);
    expect((await readJob(redis(), jobId))?.job.end).toEqual(end);
  });

  test('closes the job: no list of open ones, no lease, no right to dispatch', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await beginRun(redis(), first, aRun());
    await claimDispatch(redis(), jobId, 'one');
    await endJob(redis(), aJob(), end);
    const left = ['batch_job:12345', 'batch_job:12345:plan', 'batch_job:12345:runs', 'batch_jobs'];
    expect(await redis().ask('KEYS', '*')).toEqual(expect.arrayContaining(left));
    expect(await redis().ask('DBSIZE')).toBe(left.length);
  });

  test('stands: who ends a cancelled job later changes neither it nor its shown state', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await endJob(redis(), aJob(), { ...end, status: 'cancelled', by: 'somebody' });
    await endJob(redis(), aJob(), end);
    expect((await readJob(redis(), jobId))?.job.end?.status).toBe('cancelled');
    expect(await redis().ask('HGET', 'batch_job:12345', 'status')).toBe('cancelled');
  });
});
