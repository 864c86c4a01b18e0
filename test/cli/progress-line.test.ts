import { expect, test } from 'vitest';
import { isLineDue, progressBar, progressLine } from '../../src/cli/progress-line.ts';
import { viewJob } from '../../src/core/view.ts';
import { aFact, aFailure, aJob, NOON, someFacts } from '../support/job-fixtures.ts';

const view = (batches: number, alive = true) =>
  viewJob(
    aJob({ toProcess: 100 }),
    someFacts(Array.from({ length: batches }, (_, index) => index + 1)),
    alive,
  );
const unknown = { tickersPerSecond: null, secondsLeft: null };

test.each([
  [view(0), unknown, 'batch 0/20 · 0.0 % · 0 failed'],
  [
    view(7),
    { tickersPerSecond: 4, secondsLeft: 80 },
    'batch 7/20 · 35.0 % · 4.0/s · 0 failed · 1 min 20 s left',
  ],
  [view(20), { tickersPerSecond: 4, secondsLeft: 0 }, 'batch 20/20 · 100.0 % · 4.0/s · 0 failed'],
  [
    viewJob(aJob({ startedAt: 'then' }), someFacts([1]), false),
    unknown,
    'batch 1/3 · 41.6 % · 0 failed · stalled',
  ],
  [
    viewJob(aJob(), someFacts([[1, aFact({ failures: [aFailure('T1')] })]]), true),
    unknown,
    'batch 1/3 · 41.6 % · 1 failed',
  ],
  [
    viewJob(aJob(), someFacts([[1, aFact({ late: 2 })]]), true),
    unknown,
    'batch 1/3 · 41.6 % · 0 failed, 2 late',
  ],
])('a job on one line (%#)', (shown, pace, line) => {
  expect(progressLine(shown, pace)).toBe(line);
});

test.each([
  [120, '[██████████████░░░░░░░░░░░░░░░░░░░░░░░░░░] batch 7/20 · 35.0 % · 0 failed'],
  [48, '[████░░░░░░░░░░] batch 7/20 · 35.0 % · 0 failed'],
  [32, 'batch 7/20 · 35.0 % · 0 failed'],
  [20, 'batch 7/20 · 35.0 %'],
])('the bar fits into %d columns', (columns, line) => {
  expect(progressBar(view(7), unknown, columns)).toBe(line);
  expect(line.length).toBeLessThan(columns);
});

test('what was known before counts as in the API, in the percentage and among the failed', () => {
  const job = aJob({ toProcess: 60, cached: 0, knownFailed: 1 });
  const known = viewJob(job, someFacts([[1, aFact({ failures: [aFailure('T1')] })]]), true);
  expect(known.progress).toMatchObject({ processed: 6, total: 61, percentage: 9.8, failed: 2 });
  expect(progressLine(known, unknown)).toBe('batch 1/12 · 9.8 % · 2 failed');
});

test.each([
  [60, '[█░░░░] batch 37/101 · 36.6 % · 12 failed · 1 h 20 min left'],
  [50, '[████░░░░░░░░░] batch 37/101 · 36.6 % · 12 failed'],
  [40, '[█████░░░░░░░░░░] batch 37/101 · 36.6 %'],
  [39, 'batch 37/101 · 36.6 % · 12 failed'],
  [30, 'batch 37/101 · 36.6 %'],
  [12, ''],
])('at %d columns nothing is cut in the middle: what matters least is left out', (columns, line) => {
  const job = {
    status: 'running',
    progress: { percentage: 36.6, failed: 12 },
    batches: { completed: 37, total: 101 },
  } as const;
  expect(progressBar(job, { tickersPerSecond: 4, secondsLeft: 4_800 }, columns)).toBe(line);
  expect(line.length).toBeLessThan(columns);
});

test('a state is left out last', () => {
  const paused = viewJob(aJob({ pausedAt: new Date(NOON).toISOString() }), someFacts([1]), false);
  expect(progressBar(paused, unknown, 40)).toBe('[███░░░░░░] batch 1/3 · 41.6 % · paused');
});

test.each([
  ['at first', null, 0, 0, true],
  ['after nothing', 7, 60_000, 7, false],
  ['after a tenth', 7, 100, 9, true],
  ['after less than a tenth', 7, 4_999, 8, false],
  ['after less than a tenth, but five seconds', 7, 5_000, 8, true],
])('where no line can be drawn anew, one is due %s: %#', (_, before, milliseconds, after, due) => {
  const last = before === null ? null : { view: view(before), at: NOON };
  expect(isLineDue(last, view(after), NOON + milliseconds)).toBe(due);
});

test('the first line of another job is due at once', () => {
  const other = { ...view(7), jobId: 'batch_job_other' };
  expect(isLineDue({ view: view(7), at: NOON }, other, NOON)).toBe(true);
});
