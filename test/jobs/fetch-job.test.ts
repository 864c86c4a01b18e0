import { expect, test } from 'vitest';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import { writePause } from '../../src/store/control.ts';
import { readJob } from '../../src/store/read-job.ts';
import { readKnown } from '../../src/store/ticker-index.ts';
import { aFillRun } from '../support/fill-run.ts';
import { aFact, aFailure, aRun, NOON, someFacts } from '../support/job-fixtures.ts';
import { noAnswer, noData, notFound, refused } from '../support/scripted-source.ts';

const jobId = 'batch_job_12345';

/** Facts after a run that gave these batches back. */
function handedBack(tries: Record<string, Record<string, number>>, done: number[] = []) {
  return someFacts(done, { runs: [aRun({ tries })] });
}

test('a run without limits fills all that is left', async () => {
  const { redis, run, plan, source } = await aFillRun();
  const report = await run();
  expect(report).toMatchObject({ reason: 'done', batches: 3, tries: {}, notBefore: null });
  expect([...source.asked].sort()).toEqual([...plan.tickers].sort());
  expect([...((await readJob(redis, jobId))?.facts.done.keys() ?? [])].sort()).toEqual([1, 2, 3]);
  expect((await readKnown(redis, plan.tickers)).index.size).toBe(12);
});

test('a document is stored as the job wants it', async () => {
  const { redis, run } = await aFillRun({ options: { compress: 'gzip', range: 'max' } });
  await run();
  const value = String(await redis.ask('GET', 'ticker-data:T1'));
  expect(value).toMatch(/^gz:/);
  expect(await decodeDocument(value)).toMatchObject({ symbol: 'T1', range: 'max' });
});

test('a failed ticker gets a marker with the date of its next try', async () => {
  const { redis, run } = await aFillRun({
    script: () => ({ T2: notFound }),
    options: { retryFailedAfter: '2d' },
  });
  await run();
  expect((await readKnown(redis, ['T2'])).markers.get('T2')).toEqual({
    error: 'No data found, symbol may be delisted',
    code: 'not-found',
    failedAt: '2026-11-24T17:00:00.000Z',
    retryAfter: '2026-11-25T17:00:00.000Z',
    count: 1,
  });
});

test('a ticker that comes back loses its marker', async () => {
  const { redis, run } = await aFillRun({ plan: { marked: new Map([['T2', { count: 1, seen: [] }]]) } });
  await redis.ask('SET', 'failed-tickers:T2', '{}');
  await run();
  expect(await redis.ask('EXISTS', 'failed-tickers:T2')).toBe(0);
});

test('a batch is said to be written when it is counted, not before', async () => {
  const { log, redis, run } = await aFillRun({ tickers: 5 });
  redis.before = async (commands) => void log.push(String(commands[0]?.[0]));
  await run();
  expect(log).toEqual(['taken 1', 'MSET', 'HSET', 'written 1']);
});

test('a run takes no more batches than it may', async () => {
  const { run, source } = await aFillRun({ options: { maxBatches: 2 } });
  expect(await run()).toMatchObject({ reason: 'max-batches', batches: 2 });
  expect(source.asked).toHaveLength(10);
});

test('what is done already is not done again', async () => {
  const { run, source } = await aFillRun();
  const report = await run(someFacts([1, 3]));
  expect(source.asked).toEqual(['T6', 'T7', 'T8', 'T9', 'T10']);
  expect([report.batches, report.facts.done.size]).toEqual([1, 3]);
});

test('after the time budget no batch is taken, and those that were are finished', async () => {
  const { clock, run } = await aFillRun({ tickers: 100, milliseconds: 2_500, options: { timeBudget: 10 } });
  expect(await run()).toMatchObject({ reason: 'time-budget', batches: 4 });
  expect(clock.now()).toBe(NOON + 10_000);
});

test('what hangs is aborted 40 s after the time budget, and its batch handed back', async () => {
  const { clock, run, source } = await aFillRun({
    script: () => ({ T3: 'hang' }),
    options: { timeBudget: 10 },
  });
  expect(await run()).toMatchObject({ reason: 'done', batches: 2, tries: { 1: {} } });
  expect(clock.now()).toBe(NOON + 50_000);
  expect(source.open.now).toBe(0);
});

test('told to leave, a run writes what is finished, aborts what is open and is off', async () => {
  const { clock, leave, redis, start } = await aFillRun({
    tickers: 100,
    script: () => ({ T12: 'hang' }),
    milliseconds: 1_000,
  });
  const filling = start();
  await clock.advance(2_500);
  leave.abort(new Error('SIGINT'));
  const report = await filling;
  expect(report).toMatchObject({ reason: 'signal', batches: 2, tries: { 3: {} } });
  expect((await readJob(redis, jobId))?.facts.done.size).toBe(2);
  expect(clock.now()).toBe(NOON + 2_500);
});

test.each([
  ['the last that it may take', { maxBatches: 1 }],
  ['the last that there is', { maxBatches: 0 }],
])('told to leave in a batch that is %s, it has left for that reason', async (_, options) => {
  const { clock, leave, start } = await aFillRun({ tickers: 5, script: () => ({ T1: 'hang' }), options });
  const filling = start();
  await clock.advance(1_000);
  leave.abort(new Error('SIGINT'));
  expect(await filling).toMatchObject({ reason: 'signal', batches: 0 });
});

test('a pause is noticed at the next commit', async () => {
  const { clock, redis, start } = await aFillRun({ tickers: 500, milliseconds: 1_000 });
  const filling = start();
  await clock.advance(1_500);
  await writePause(redis, jobId, new Date(clock.now()).toISOString());
  const report = await clock.settle(filling);
  expect(report.reason).toBe('paused');
  expect(report.batches).toBeLessThan(25);
});

test('a pause that is heard at the last commit of a run is its reason too', async () => {
  const { redis, run } = await aFillRun({ options: { maxBatches: 1 } });
  await writePause(redis, jobId, '2026-11-24T17:00:01.000Z');
  expect(await run()).toMatchObject({ reason: 'paused', batches: 1 });
});

test('whoever looks at a job from its beginning sees it go on after 5 s, and every 5 s', async () => {
  const { clock, redis, start } = await aFillRun({ tickers: 200, options: { requestsPerSecond: 4 } });
  const commits: number[] = [];
  redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) commits.push(Math.round((clock.now() - NOON) / 1_000));
  };
  const filling = start();
  await clock.advance(2_000);
  await redis.ask('HSET', 'batch_job:12345', 'polledAt', new Date(clock.now()).toISOString());
  await clock.settle(filling);
  expect(commits.slice(0, 4)).toEqual([1, 7, 12, 17]);
});

test('what people have said is read with the first two commits, then every 15 s at most', async () => {
  const { clock, redis, run } = await aFillRun({ tickers: 1_000, milliseconds: 100 });
  const reads: number[] = [];
  let commits = 0;
  redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) commits += 1;
    if (commands.some(([name]) => name === 'HMGET')) reads.push(clock.now());
  };
  await run();
  expect([commits, reads.length]).toEqual([11, 3]);
  const later = reads.slice(1);
  expect(later.slice(1).every((at, index) => at - (later[index] ?? 0) >= 15_000)).toBe(true);
});

test('an end is heard at the next commit', async () => {
  const { redis, run } = await aFillRun({ tickers: 500, milliseconds: 1_000 });
  const end = { status: 'cancelled', by: 'me', at: '2026-11-24T17:00:00.000Z', successful: 0, failed: 0 };
  await redis.ask('HSET', 'batch_job:12345', 'end', JSON.stringify(end));
  expect((await run()).reason).toBe('ended');
});

test('documents that an earlier run of the job has kept are not fetched again', async () => {
  const first = await aFillRun({ script: () => ({ T2: [noAnswer, noAnswer, noAnswer, noData] }) });
  const report = await first.run(someFacts(), { options: { ...first.job.options, maxBatches: 1 } });
  expect(report).toMatchObject({ batches: 0, tries: { 1: { T2: 3 } } });
  const before = first.source.asked.length;
  const second = await first.run(handedBack(report.tries));
  expect(first.source.asked.slice(before).sort()).toEqual([
    'T10',
    'T11',
    'T12',
    'T2',
    'T6',
    'T7',
    'T8',
    'T9',
  ]);
  expect(second.facts.done.get(1)?.failures).toMatchObject([{ ticker: 'T2', attempts: 1 }]);
});

test('documents from before the job are no reason to leave a ticker out', async () => {
  const { redis, run, source } = await aFillRun({ tickers: 5 });
  await redis.ask('HSET', 'ticker-index', 'T1', `[${NOON - 1},"5y","yahoo","none"]`);
  await redis.ask('HSET', 'ticker-index', 'T2', `[${NOON + 1},"10y","yahoo","none"]`);
  await redis.ask('HSET', 'ticker-index', 'T3', `[${NOON + 1},"5y","yahoo","none"]`);
  await run(handedBack({ 1: {} }));
  expect(source.asked).toEqual(['T1', 'T2', 'T4', 'T5']);
});

test('a run stops when more of the plan has failed than the job allows, earlier runs counted', async () => {
  const { run } = await aFillRun({
    tickers: 100,
    script: () => ({ T6: noData }),
    options: { maxFailedPercent: 19 },
  });
  const failures = Array.from({ length: 19 }, (_, index) => aFailure(`F${index}`));
  const report = await run(someFacts([[1, aFact({ failures })]]));
  expect(report.reason).toBe('too-many-failed');
  expect(report.batches).toBeLessThan(4);
});

test('a source that refuses for longer than the run lasts ends it, and no ticker is failed', async () => {
  const everyone = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`T${at + 1}`, refused(3_600_000)]),
  );
  const { redis, run, plan } = await aFillRun({ tickers: 100, script: () => everyone });
  const report = await run();
  expect(report).toMatchObject({
    reason: 'refused',
    batches: 0,
    notBefore: NOON + 3_600_000,
    learned: { rate: 3 },
  });
  expect((await readKnown(redis, plan.tickers)).markers.size).toBe(0);
});

test('a source that has fallen silent ends the run after ten tickers, and none is blamed', async () => {
  const everyone = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`T${at + 1}`, noAnswer]));
  const { run, source } = await aFillRun({ tickers: 100, script: () => ({ ...everyone, AAPL: noAnswer }) });
  const report = await run(handedBack({ 1: { T1: 4 }, 2: { T6: 4 } }));
  expect(report).toMatchObject({ reason: 'refused', batches: 0 });
  expect(new Set(source.asked.filter((ticker) => ticker !== 'AAPL')).size).toBeLessThanOrEqual(15);
  expect(Object.values(report.tries).flatMap((tries) => Object.keys(tries))).toEqual([]);
});

test('one ticker that is silent while others answer fails in its second run', async () => {
  const { run } = await aFillRun({ tickers: 10, script: () => ({ T1: noAnswer }) });
  const first = await run();
  expect(first).toMatchObject({ batches: 1, tries: { 1: { T1: 3 } } });
  const second = await run(handedBack(first.tries, [2]));
  expect(second.facts.done.get(1)?.failures).toMatchObject([
    { ticker: 'T1', code: 'no-answer', attempts: 6 },
  ]);
});

test('when Redis takes nothing more the run ends with its error, and leaves nothing open', async () => {
  const { clock, redis, run, source } = await aFillRun({ tickers: 100, script: () => ({ T12: 'hang' }) });
  redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) throw new Error('Redis is full');
  };
  await expect(run()).rejects.toThrow('Redis is full');
  expect([source.open.now, clock.waiting, clock.now()]).toEqual([0, 0, NOON]);
});
