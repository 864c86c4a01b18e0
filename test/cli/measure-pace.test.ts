import { expect, test } from 'vitest';
import { measurePace } from '../../src/cli/measure-pace.ts';
import type { BatchFact } from '../../src/core/facts.ts';
import { viewJob } from '../../src/core/view.ts';
import { aFact, aJob, anEnd, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

function paceOf(facts: readonly BatchFact[], toProcess = 100) {
  const job = aJob({ toProcess });
  const known = someFacts(facts.map((fact, index) => [index + 1, fact]));
  return measurePace(job, known, viewJob(job, known, true), NOON);
}

test('four batches that took five seconds are four tickers a second', () => {
  const finished = [-3_000, -2_000, -1_000, 0].map((ago) => aFact({ at: NOON + ago, milliseconds: 2_000 }));
  expect(paceOf(finished)).toEqual({ tickersPerSecond: 4, secondsLeft: 20 });
});

test('only the last minute counts, so that a rest is not part of the pace', () => {
  const before = aFact({ at: NOON - 3_600_000, milliseconds: 60_000 });
  expect(paceOf([before, aFact({ milliseconds: 1_000 })])).toEqual({ tickersPerSecond: 5, secondsLeft: 18 });
});

test('a pause within the last minute is not part of the pace either', () => {
  const job = aJob({ toProcess: 100 });
  const done = [-30_000, -1_000].map((ago) => aFact({ at: NOON + ago, milliseconds: 1_000 }));
  const known = someFacts(
    done.map((fact, index) => [index + 1, fact]),
    {
      runs: [
        aRun({ hop: 1, from: NOON - 40_000, reason: 'paused', until: NOON - 30_000 }),
        aRun({ hop: 2, from: NOON - 2_000 }),
      ],
    },
  );
  expect(measurePace(job, known, viewJob(job, known, true), NOON).tickersPerSecond).toBe(5);
});

test('nothing is known while nothing was finished lately', () => {
  expect(paceOf([aFact({ at: NOON - 60_000 })])).toEqual({ tickersPerSecond: null, secondsLeft: null });
});

test('a short batch counts its tickers, and one that took no time is no infinite pace', () => {
  expect(paceOf([aFact({ milliseconds: 0 })], 3)).toEqual({ tickersPerSecond: 3_000, secondsLeft: 0 });
});

test.each(['cancelled', 'failed', 'completed'] as const)('a job that was %s has no time left', (status) => {
  const job = aJob({ toProcess: 100, end: anEnd(status) });
  const known = someFacts([[1, aFact()]]);
  expect(measurePace(job, known, viewJob(job, known, false), NOON).secondsLeft).toBeNull();
});
