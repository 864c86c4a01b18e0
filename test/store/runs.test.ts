import { expect, test } from 'vitest';
import {
  claimDispatch,
  claimDispatches,
  releaseLease,
  renewLease,
  reserveRuns,
  settleStarts,
} from '../../src/store/lease.ts';
import { readJob } from '../../src/store/read-job.ts';
import { claimHop, recordRestart, writeHandOver, writeRunEnd, writeRunStart } from '../../src/store/run.ts';
import { isSameEnd, writeEnd } from '../../src/store/write-end.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aJob, anEnd, aPlan, aRun, NOON } from '../support/job-fixtures.ts';

const jobId = 'batch_job_12345';
const first = { jobId, lane: 1, id: '101' };
const second = { jobId, lane: 1, id: '102' };
const lease = 'batch_job:12345:lease:1';
const start = { startedAt: new Date(NOON).toISOString(), record: null, renewsLife: true };

onEachRedis('a run', (redis) => {
  test('that claims a hop twice has it, another has not', async () => {
    expect(await claimHop(redis(), first, aRun())).toBe('claimed');
    expect(await claimHop(redis(), first, aRun())).toBe('again');
    expect(await claimHop(redis(), second, aRun())).toBe('taken');
    expect(await claimHop(redis(), second, aRun({ hop: 2 }))).toBe('claimed');
  });

  test('that got no reply to its claim still knows whether it has the hop', async () => {
    await redis().ask('HSETNX', 'batch_job:12345:runs', '1:1', '101');
    expect(await claimHop(redis(), first, aRun())).toBe('again');
  });

  test('claims a hop with one command, and reads back only what was there', async () => {
    await claimHop(redis(), first, aRun());
    expect(redis().requests.flat()).toHaveLength(1);
    await claimHop(redis(), second, aRun());
    expect(redis().requests.flat()).toHaveLength(3);
  });

  test('has a record from its claim on', async () => {
    await writeJob(redis(), aJob(), aPlan());
    const record = aRun({ cause: 'schedule', autoContinue: false });
    await claimHop(redis(), first, record);
    const { facts } = (await readJob(redis(), jobId)) ?? {};
    expect(facts?.runs).toEqual(new Map([['101', record]]));
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
    await claimHop(redis(), first, record);
    await writeHandOver(redis(), first, record);
    const { facts } = (await readJob(redis(), jobId)) ?? {};
    expect(facts?.hops).toEqual(new Map([[1, new Map([[1, '101']])]]));
    expect(facts?.runs).toEqual(new Map([['101', record]]));
  });

  test('of a version before lanes is read as one of the first lane', async () => {
    await writeJob(redis(), aJob(), aPlan());
    const { autoContinue: _, ...old } = aRun({ reason: 'stopped', until: NOON });
    await redis().ask('HSET', 'batch_job:12345:runs', 7, '101', 'run:101', JSON.stringify(old));
    const restart = JSON.stringify({ at: NOON, done: 2 });
    await redis().ask('HSET', 'batch_job:12345:runs', 'restart:900', restart);
    const fact = JSON.stringify({ milliseconds: 5, at: NOON, hop: 7 });
    await redis().ask('HSET', 'batch_job:12345:done', 1, fact);
    const { facts } = (await readJob(redis(), jobId)) ?? {};
    expect(facts?.hops).toEqual(new Map([[1, new Map([[7, '101']])]]));
    expect(facts?.runs.get('101')).toMatchObject({ lane: 1, autoContinue: false });
    expect(facts?.restarts).toEqual([{ lane: 1, at: NOON, done: 2 }]);
    expect(facts?.done.get(1)).toMatchObject({ lane: 1, hop: 7 });
  });

  test('starts its job once: a later run does not move the start', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeRunStart(redis(), first, start);
    await writeRunStart(redis(), second, { ...start, startedAt: new Date(NOON + 60_000).toISOString() });
    const stored = await readJob(redis(), jobId);
    expect(stored).toMatchObject({ alive: true, job: { state: { startedAt: '2026-11-24T17:00:00.000Z' } } });
  });

  test('always takes the lease over, for 90 s', async () => {
    await writeHandOver(redis(), first, aRun());
    await writeRunStart(redis(), second, start);
    expect(await redis().ask('GET', lease)).toBe('102');
    expect(await redis().ask('TTL', lease)).toBeOneOf([89, 90]);
  });

  test('that hands over holds the lane for the next for 300 s', async () => {
    await writeHandOver(redis(), first, aRun({ until: NOON, reason: 'max-batches' }));
    expect(await redis().ask('GET', lease)).toBe('101');
    expect(await redis().ask('TTL', lease)).toBeOneOf([299, 300]);
  });

  test('that leaves says why, and gives up its lease', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeRunStart(redis(), first, start);
    await writeRunEnd(redis(), first, aRun({ until: NOON, reason: 'signal' }), 'stalled');
    const stored = await readJob(redis(), jobId);
    expect(stored?.alive).toBe(false);
    expect(stored?.facts.runs.get('101')).toMatchObject({ until: NOON, reason: 'signal' });
  });

  test('that leaves lets stand the lease of a run that has taken over', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeRunStart(redis(), first, start);
    await writeRunStart(redis(), second, start);
    await writeRunEnd(redis(), first, aRun({ until: NOON, reason: 'time-budget' }), 'stalled');
    expect(await redis().ask('GET', lease)).toBe('102');
  });

  test('that gives up its lease late takes none from its successor, in one command', async () => {
    await renewLease(redis(), first);
    await renewLease(redis(), second);
    redis().requests.length = 0;
    await releaseLease(redis(), first);
    expect(redis().requests.flat()).toHaveLength(1);
    expect(await redis().ask('GET', lease)).toBe('102');
    await releaseLease(redis(), second);
    expect(await redis().ask('EXISTS', lease)).toBe(0);
  });

  test('is started by one of two callers, and by the other after a refusal', async () => {
    const [one, other] = [
      { ...first, id: 'one' },
      { ...first, id: 'other' },
    ];
    expect(await claimDispatch(redis(), one)).toBe(true);
    expect(await claimDispatch(redis(), one)).toBe(true);
    expect(await claimDispatch(redis(), other)).toBe(false);
    expect(await redis().ask('TTL', 'batch_job:12345:dispatch:1')).toBeOneOf([179, 180]);
    await settleStarts(redis(), one, { started: [1] });
    expect(await claimDispatch(redis(), other)).toBe(true);
  });

  test('that was requested in vain leaves the right of a later caller, and the lease of a run that came', async () => {
    const [one, other] = [
      { ...first, id: 'one' },
      { ...first, id: 'other' },
    ];
    await claimDispatch(redis(), other);
    await renewLease(redis(), first);
    await settleStarts(redis(), one, { started: [1] });
    await settleStarts(redis(), one, { refused: [1] });
    expect(await redis().ask('GET', 'batch_job:12345:dispatch:1')).toBe('other');
    expect(await redis().ask('GET', lease)).toBe('101');
  });

  test('of each of several lanes is claimed at once, but of those that are leased or claimed', async () => {
    await renewLease(redis(), first);
    await claimDispatch(redis(), { jobId, lane: 3, id: 'other' });
    redis().requests.length = 0;
    const caller = { jobId, lanes: [1, 2, 3, 4], id: 'one' };
    expect(await claimDispatches(redis(), caller)).toEqual([2, 4]);
    // One for each lane, one for all, and one to give back the first.
    expect(redis().requests.flat()).toHaveLength(6);
    const keys = [1, 2, 3, 4].map((lane) => `batch_job:12345:dispatch:${lane}`);
    expect(await redis().ask('MGET', ...keys)).toEqual([null, 'one', 'other', 'one']);
  });

  test('of several lanes that were requested gives up what it holds of each in one command', async () => {
    const caller = { jobId, lanes: [1, 2, 3], id: 'one' };
    await claimDispatches(redis(), caller);
    await reserveRuns(redis(), caller, null);
    await renewLease(redis(), { ...second, lane: 2 });
    redis().requests.length = 0;
    await settleStarts(redis(), caller, { started: [1], refused: [2, 3] });
    expect(redis().requests.flat()).toHaveLength(1);
    const left = [1, 2, 3].map((lane) => `batch_job:12345:lease:${lane}`);
    expect(await redis().ask('MGET', ...left)).toEqual(['one', '102', null]);
    expect(await redis().ask('KEYS', 'batch_job:12345:dispatch:*')).toEqual([]);
  });

  test('of another lane has a lease and a dispatch of its own', async () => {
    await renewLease(redis(), first);
    expect(await claimDispatch(redis(), { ...second, lane: 2 })).toBe(true);
    await writeJob(redis(), aJob(), aPlan());
    expect((await readJob(redis(), jobId))?.leases).toEqual(new Map([[1, '101']]));
  });

  test('of the watchdog that is recorded twice is one restart', async () => {
    await writeJob(redis(), aJob(), aPlan());
    const watchdog = { ...first, id: '900' };
    await recordRestart(redis(), watchdog, { lane: 1, at: NOON, done: 2 });
    await recordRestart(redis(), watchdog, { lane: 1, at: NOON, done: 2 });
    await recordRestart(redis(), { ...watchdog, id: '901' }, { lane: 1, at: NOON + 1, done: 2 });
    const stored = await readJob(redis(), jobId);
    expect(stored?.facts.restarts).toHaveLength(2);
  });
});

const end = anEnd('completed', { at: '2026-11-24T18:00:00.000Z', successful: 11, failed: 1 });

onEachRedis('the end of a job', (redis) => {
  test('is the one that was written first, as often as it is asked', async () => {
    await writeJob(redis(), aJob(), aPlan());
    expect(isSameEnd(await writeEnd(redis(), aJob(), end), end)).toBe(true);
    expect(isSameEnd(await writeEnd(redis(), aJob(), end), end)).toBe(true);
    const other = { ...end, by: '102' };
    expect(isSameEnd(await writeEnd(redis(), aJob(), other), other)).toBe(false);
    expect((await readJob(redis(), jobId))?.job.state).toMatchObject({ end });
  });

  test('closes the job: no list of open ones, no lease, no right to dispatch', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await claimHop(redis(), first, aRun());
    await writeRunStart(redis(), first, start);
    await claimDispatch(redis(), { ...first, id: 'one' });
    await writeEnd(redis(), aJob(), end);
    const left = ['batch_job:12345', 'batch_job:12345:plan', 'batch_job:12345:runs', 'batch_jobs'];
    expect(await redis().ask('KEYS', '*')).toEqual(expect.arrayContaining(left));
    expect(await redis().ask('DBSIZE')).toBe(left.length);
  });

  test('stands: who ends a cancelled job later changes neither it nor its shown state', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeEnd(redis(), aJob(), anEnd('cancelled', { by: 'somebody' }));
    await writeEnd(redis(), aJob(), end);
    expect((await readJob(redis(), jobId))?.job.state).toMatchObject({ end: { status: 'cancelled' } });
    expect(await redis().ask('HGET', 'batch_job:12345', 'status')).toBe('cancelled');
  });
});
