import { expect, test } from 'vitest';
import { finishedOverTime } from '../../src/core/finished-over-time.ts';
import { aFact, aJob, NOON, someFacts } from '../support/job-fixtures.ts';

const started = aJob({ startedAt: new Date(NOON).toISOString() });
const doneAt = (...seconds: number[]) =>
  someFacts(seconds.map((second, index) => [index + 1, aFact({ at: NOON + second * 1_000 })] as const));

test('nothing is known while no batch is done', () => {
  expect(finishedOverTime(started, someFacts())).toBeNull();
});

test.each([
  [[4], 4, [1]],
  [[0], 1, [1]],
  [[1, 9, 11, 20], 10, [2, 2]],
  [[5, 600], 10, [1, ...Array.from({ length: 58 }, () => 0), 1]],
  [[5, 6_000], 100, [1, ...Array.from({ length: 58 }, () => 0), 1]],
])('batches done at %j s are counted in intervals of %d s', (seconds, length, batches) => {
  expect(finishedOverTime(started, doneAt(...seconds))).toEqual({ from: NOON, seconds: length, batches });
});

test('a batch that was done before the start by another clock is counted', () => {
  expect(finishedOverTime(started, doneAt(-3, 7))).toEqual({ from: NOON - 3_000, seconds: 10, batches: [2] });
});
