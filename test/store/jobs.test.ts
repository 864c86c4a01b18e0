import { expect, test } from 'vitest';
import { writePause, writeResumption } from '../../src/store/control.ts';
import { KEYS } from '../../src/store/keys.ts';
import { forgetOpenJob, readOpenJobs } from '../../src/store/open-jobs.ts';
import { readJob, readPlan } from '../../src/store/read-job.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { onEachRedis } from '../support/each-redis.ts';
import { aFailure, aJob, aPlan, aStoredJob, NOON } from '../support/job-fixtures.ts';

const { attempts: _, ...knownFailure } = aFailure('ZZZZ');
const days = (count: number) => count * 24 * 3_600_000;
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

onEachRedis('a job', (redis) => {
  test('is read back as it was made', async () => {
    const job = aJob({ cached: 3, knownFailed: 1 }, { range: 'max', requestsPerSecond: 0.5 });
    const plan = aPlan(12, {
      knownFailed: [knownFailure],
      marked: new Map([['T2', { count: 2, seen: [], failedAt: '2026-11-24T17:00:00.000Z' }]]),
      before: new Map([
        ['T3', { source: 'yahoo', rows: 1257, first: '2021-11-24', last: '2026-11-23' }],
        ['T4', null],
      ]),
    });
    await writeJob(redis(), job, plan);
    expect(await readJob(redis(), job.id)).toEqual(aStoredJob(job));
    expect(await readPlan(redis(), job.id)).toEqual(plan);
  });

  test('that nobody made is null, and its plan is an error that says what to do', async () => {
    expect(await readJob(redis(), 'batch_job_none')).toBeNull();
    await expect(readPlan(redis(), 'batch_job_none')).rejects.toThrow(
      'The plan of batch_job_none is gone from Redis: start a new job.',
    );
  });

  test('shows people its figures under the documented names', async () => {
    await writeJob(redis(), aJob({ cached: 2 }), aPlan());
    const fields = [
      'jobId',
      'tickerSource',
      'totalTickers',
      'cached',
      'toProcess',
      'totalBatches',
      'batchSize',
      'status',
    ];
    expect(await redis().ask('HMGET', 'batch_job:12345', ...fields)).toEqual([
      'batch_job_12345',
      'custom',
      '14',
      '2',
      '12',
      '3',
      '5',
      'pending',
    ]);
  });

  test('is seen in no list before its plan is written', async () => {
    redis().before = async ([first]) => {
      if (first?.[0] === 'SET') throw new Error('lost');
    };
    await expect(writeJob(redis(), aJob(), aPlan())).rejects.toThrow('lost');
    expect(await redis().ask('KEYS', '*')).toEqual([]);
  });

  test('is made once, even if its writes are repeated', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writeJob(redis(), aJob(), aPlan());
    expect(await redis().ask('ZRANGE', KEYS.jobs, 0, -1)).toEqual(['batch_job_12345']);
    expect(await readOpenJobs(redis(), NOON)).toEqual(['batch_job_12345']);
  });

  test('drops jobs whose keys have expired off the list, when the next is made', async () => {
    await writeJob(redis(), aJob({ id: 'batch_job_old', startTime: iso(NOON - days(61)) }), aPlan());
    await writeJob(redis(), aJob({ id: 'batch_job_kept', startTime: iso(NOON - days(59)) }), aPlan());
    await writeJob(redis(), aJob(), aPlan());
    expect(await redis().ask('ZRANGE', KEYS.jobs, 0, -1)).toEqual(['batch_job_kept', 'batch_job_12345']);
  });

  test('leaves the list of all jobs at a look of the watchdog too, and the open ones when told', async () => {
    await writeJob(redis(), aJob(), aPlan());
    expect(await readOpenJobs(redis(), NOON + days(61))).toEqual(['batch_job_12345']);
    await forgetOpenJob(redis(), 'batch_job_12345');
    expect(await readOpenJobs(redis(), NOON)).toEqual([]);
    expect(await redis().ask('EXISTS', KEYS.jobs)).toBe(0);
  });

  test('keeps when it was told to wait and to go on, and shows the later', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await writePause(redis(), 'batch_job_12345', iso(NOON + 1_000));
    expect(await redis().ask('HGET', 'batch_job:12345', 'status')).toBe('paused');
    await writeResumption(redis(), 'batch_job_12345', iso(NOON + 2_000));
    const stored = await readJob(redis(), 'batch_job_12345');
    expect(stored?.job).toMatchObject({
      wasPaused: true,
      state: { status: 'open', resumedAt: iso(NOON + 2_000) },
    });
    expect(await redis().ask('HGET', 'batch_job:12345', 'status')).toBe('running');
  });

  test('made before an option existed gets its default, and one of a newer version keeps its own', async () => {
    await writeJob(redis(), aJob(), aPlan());
    await redis().ask(
      'HSET',
      'batch_job:12345',
      'options',
      '{"range":"1y","invented":true}',
      'invented',
      '1',
    );
    const stored = await readJob(redis(), 'batch_job_12345');
    expect(stored?.job.options).toEqual(aJob({}, { range: '1y' }).options);
  });

  test.each([
    ['job', 'batch_job:12345', 'totalTickers', 'many'],
    ['options', 'batch_job:12345', 'options', '{"batchSize":'],
    ['end', 'batch_job:12345', 'end', '"over"'],
    ['fact', 'batch_job:12345:done', '1', '{}'],
    ['run', 'batch_job:12345:runs', 'run:101', 'no JSON'],
    ['restart', 'batch_job:12345:runs', 'restart:900', '[]'],
  ])('that is damaged (%s) is an error in one line', async (_, key, field, value) => {
    await writeJob(redis(), aJob(), aPlan());
    await redis().ask('HSET', key, field, value);
    const damage = /^batch_job_12345 cannot be read: its record in Redis is damaged[^\n]+$/;
    await expect(readJob(redis(), 'batch_job_12345')).rejects.toThrow(damage);
  });

  test('is read in one transaction of four commands', async () => {
    await readJob(redis(), 'batch_job_12345');
    expect(redis().requests.map((commands) => commands.length)).toEqual([4]);
  });
});
