import { expect, test } from 'vitest';
import {
  exceededLimit,
  type Failures,
  hopLimit,
  isUnanswered,
  restartsWithoutProgress,
  runsWithoutProgress,
} from '../../src/core/limits.ts';
import { aFact, aJob, NOON, someFacts } from '../support/job-fixtures.ts';

test.each([
  [{ attempts: 0, runs: 0 }, 5, false, 'all in one run'],
  [{ attempts: 2, runs: 1 }, 3, true, 'in a second run'],
  [{ attempts: 1, runs: 1 }, 3, false, 'too few'],
  [{ attempts: 5, runs: 1 }, 0, false, 'none of them in this run'],
  [{ attempts: 5, runs: 2 }, 0, true, 'in two runs before this one'],
])('after %o and %i more, no answer is a failure: %s (%s)', (earlier, counted, failed) => {
  expect(isUnanswered(earlier, counted)).toBe(failed);
});

test.each([
  [0, 20],
  [1, 22],
  [900, 1_820],
])('a chain of %i batches may take %i hops', (totalBatches, hops) => {
  expect(hopLimit(aJob({ totalBatches }))).toBe(hops);
});

test.each([
  ['no run has finished a batch', [], [1, 2, 3], 3, 3],
  ['the last finished one', [3], [1, 2, 3], 3, 0],
  ['two came to nothing since one did', [1], [1, 2, 3], 3, 2],
  ['a later run has begun meanwhile', [1], [1, 2, 3, 4], 3, 2],
  ['numbers are missing', [2], [2, 5, 9], 9, 2],
  ['the run is the first', [], [1], 1, 1],
])('runs in a row that finished no batch: %s', (_, withProgress, taken, hop, inARow) => {
  const done = withProgress.map((one, index) => [index + 1, aFact({ hop: one })] as const);
  const hops = Object.fromEntries(taken.map((one) => [one, `run-${one}`]));
  expect(runsWithoutProgress(someFacts(done, { hops }), 1, hop)).toBe(inARow);
});

test.each([
  ['none', [], 0],
  ['all since the last batch', [2, 2, 2], 3],
  ['some before it', [0, 1, 2, 2], 2],
  ['all before it', [0, 1], 0],
])('restarts without a batch finished since: %s', (_, counts, expected) => {
  const restarts = counts.map((done) => ({ lane: 1, at: NOON, done }));
  expect(restartsWithoutProgress(aJob(), someFacts([1, 2], { restarts }), 1)).toBe(expected);
});

test.each<[string, Parameters<typeof aJob>[0], Partial<Failures>, string | null]>([
  ['a share below the limit', {}, { failed: 100 }, null],
  ['a share above it', {}, { failed: 101 }, 'max-failed-percent'],
  ['few failures, whatever their share', { totalTickers: 20 }, { failed: 19 }, null],
  ['the twentieth of twenty', { totalTickers: 20 }, { failed: 20 }, 'max-failed-percent'],
  [
    'more than 5 % of those that have a document',
    {},
    { failed: 21, losses: 21, withDocument: 400 },
    'losses',
  ],
  ['5 % of those that have a document', {}, { failed: 20, losses: 20, withDocument: 400 }, null],
  ['nine of a few that have a document', {}, { failed: 9, losses: 9, withDocument: 9 }, null],
  [
    'a job that a person has reopened',
    { reopened: 1 },
    { failed: 500, losses: 500, withDocument: 500 },
    null,
  ],
  ['a retry', { retryOf: 'batch_job_1' }, { failed: 500, losses: 500, withDocument: 500 }, null],
  ['a job of late tickers', { lateFor: '2026-11-24' }, { failed: 500, losses: 500, withDocument: 500 }, null],
])('of 500 tickers at 20 %% too many have failed: %s', (_, given, failures, limit) => {
  const job = aJob({ totalTickers: 500, ...given });
  expect(exceededLimit(job, { failed: 0, losses: 0, withDocument: 0, ...failures })).toBe(limit);
});
