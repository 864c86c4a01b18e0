import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchCount } from '../../src/core/job.ts';
import { pendingBatches } from '../../src/core/pending-batches.ts';
import { percentage, statusOf, viewJob } from '../../src/core/view.ts';
import { aFact, aFailure, aJob, anEnd, type GivenJob, someFacts } from '../support/job-fixtures.ts';

test('what was cached or known to fail is processed before anything is fetched', () => {
  const job = aJob({ toProcess: 4_500, cached: 495, knownFailed: 5 });
  expect(viewJob(job, someFacts(), false)).toMatchObject({
    progress: { processed: 500, total: 5_000, percentage: 10, successful: 495, failed: 5 },
    batches: { completed: 0, total: 900, remaining: 900 },
    plan: { total: 4_500, successful: 0, failed: 0 },
  });
});

test('a done batch counts its tickers, less those that failed', () => {
  const facts = someFacts([[2, aFact({ failures: [aFailure('T6'), aFailure('T9')] })]]);
  const view = viewJob(aJob({ knownFailed: 1 }), facts, true);
  expect(view.progress).toMatchObject({ processed: 6, successful: 3, failed: 3 });
  expect(view.plan).toEqual({ total: 12, successful: 3, failed: 2 });
});

test('the last batch counts only the tickers that it has', () => {
  expect(viewJob(aJob(), someFacts([3]), true).progress.processed).toBe(2);
});

test('failures stand in the order of their batches, with their numbers', () => {
  const facts = someFacts([
    [3, aFact({ failures: [aFailure('T11')] })],
    [1, aFact({ failures: [aFailure('T4')] })],
  ]);
  const found = viewJob(aJob(), facts, true).failures.map(({ batch, ticker }) => `${batch} ${ticker}`);
  expect(found).toEqual(['1 T4', '3 T11']);
});

test.each([
  ['the done batches say it', {}, 3],
  ['a job that has ended says it itself', { end: { ...anEnd('completed'), late: 4 } }, 4],
  ['the end was written by an earlier version', { end: anEnd('completed') }, 3],
])('late tickers are counted: %s', (_, given, late) => {
  const facts = someFacts([1, [2, aFact({ late: 2 })], [3, aFact({ late: 1 })]]);
  expect(viewJob(aJob(given), facts, false).progress).toMatchObject({ successful: 12, failed: 0, late });
});

const end = {
  status: 'completed',
  by: 'run-1',
  at: '2026-11-24T18:00:00.000Z',
  successful: 12,
  failed: 0,
} as const;
const [early, late] = ['2026-11-24T17:10:00.000Z', '2026-11-24T17:20:00.000Z'];

test.each<[string, GivenJob, boolean, string]>([
  ['never started, nobody promised to', {}, false, 'pending'],
  ['never started, but a run was promised', {}, true, 'running'],
  ['started, with a lease', { startedAt: early }, true, 'running'],
  ['started, without a lease', { startedAt: early }, false, 'stalled'],
  ['paused, its run still at work', { startedAt: early, pausedAt: late }, true, 'paused'],
  ['paused before it was ever started', { pausedAt: late }, false, 'paused'],
  ['resumed later than paused', { startedAt: early, pausedAt: early, resumedAt: late }, true, 'running'],
  [
    'paused again after it was resumed',
    { startedAt: early, pausedAt: late, resumedAt: early },
    true,
    'paused',
  ],
  [
    'paused and resumed at one instant',
    { startedAt: early, pausedAt: late, resumedAt: late },
    true,
    'running',
  ],
  ['ended', { startedAt: early, end }, true, 'completed'],
  ['ended while paused', { pausedAt: late, end: { ...end, status: 'cancelled' } }, false, 'cancelled'],
  ['given up', { startedAt: early, end: { ...end, status: 'failed', reason: 'stuck' } }, false, 'failed'],
])('a job that is %s has its state from the facts', (_, given, alive, status) => {
  expect(statusOf(aJob(given), alive)).toBe(status);
});

test.each([
  [0, 0, 100],
  [0, 7, 0],
  [1, 3, 33.3],
  [2, 3, 66.6],
  [4_999, 5_000, 99.9],
  [99_999, 100_000, 99.9],
  [5_000, 5_000, 100],
])('%i of %i is %d %%: cut, so that 100 is said only when all is done', (part, total, percent) => {
  expect(percentage(part, total)).toBe(percent);
});

/** Any job with any of its batches done, and any of their tickers failed. */
const anyProgress = fc
  .record({
    toProcess: fc.nat(120),
    cached: fc.nat(50),
    knownFailed: fc.nat(50),
    batchSize: fc.integer({ min: 1, max: 50 }),
  })
  .chain(({ batchSize, ...counts }) => {
    const job = aJob(counts, { batchSize });
    const batches = Array.from({ length: batchCount(counts.toProcess, batchSize) }, (_, index) => index + 1);
    return fc.record({
      job: fc.constant(job),
      done: fc.subarray(batches),
      failed: fc.double({ min: 0, max: 1, noNaN: true }),
    });
  });

test('whatever is done, the sums agree and nothing is counted twice', () => {
  const check = fc.property(anyProgress, ({ job, done, failed }) => {
    const sizeOf = (batch: number) =>
      Math.min(job.options.batchSize, job.toProcess - (batch - 1) * job.options.batchSize);
    const failures = (batch: number) =>
      Array.from({ length: Math.floor(failed * sizeOf(batch)) }, (_, index) => aFailure(`${batch}-${index}`));
    const facts = someFacts(done.map((batch) => [batch, aFact({ failures: failures(batch) })] as const));
    const { progress, batches, plan } = viewJob(job, facts, true);
    expect(progress.processed).toBe(progress.successful + progress.failed);
    expect(progress.processed).toBe(job.cached + job.knownFailed + plan.successful + plan.failed);
    expect(progress.processed === progress.total).toBe(batches.remaining === 0);
    expect(progress.percentage === 100).toBe(batches.remaining === 0);
    expect([progress.percentage, progress.successful, plan.successful].every((one) => one >= 0)).toBe(true);
    expect([...pendingBatches(job, facts), ...done].sort((one, other) => one - other)).toHaveLength(
      batches.total,
    );
    expect(new Set([...pendingBatches(job, facts), ...done]).size).toBe(batches.total);
  });
  fc.assert(check, { numRuns: 300 });
});
