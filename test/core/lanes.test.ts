import { expect, test } from 'vitest';
import { lanesAdvice, lanesFor, lanesOf } from '../../src/core/lanes.ts';
import { aJob, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

const job = aJob({ startedAt: new Date(NOON).toISOString() }, { lanes: 3, maxBatches: 0 });
const first = aRun({ lane: 1, hop: 1, until: null });
const before = aRun({ lane: 2, hop: 1, until: NOON });

test.each([
  ['works while its run holds its lease', [[1, 'run-1']], 'working absent absent'],
  ['starts while a caller has reserved it', [[1, 'http-1']], 'starting absent absent'],
  ['starts while the run of another lane has reserved it', [[2, 'run-1']], 'absent starting absent'],
  ['starts while the run before holds it', [[2, 'run-2']], 'absent starting absent'],
] as [string, [number, string][], string][])('a lane %s', (_, leases, states) => {
  const facts = someFacts([], { runs: [first, before] });
  const lanes = lanesOf(job, facts, new Map(leases));
  expect(lanes.map(({ state }) => state).join(' ')).toBe(states);
});

test.each([
  [{ lanes: 3, maxBatches: 0 }, 3],
  [{ lanes: 16, maxBatches: 0 }, 3],
  [{ lanes: 3, maxBatches: 5 }, 1],
  [{ lanes: 3, maxBatches: 0, autoContinue: false }, 1],
])('a job of three batches with %j has so many lanes', (options, count) => {
  expect(lanesFor(aJob({}, options))).toHaveLength(count);
});

test.each([
  [500, 1, 4, null],
  [500, 2, 4, null],
  [500, 8, 4, '2 lanes are enough'],
  [100, 2, 4, 'one lane is enough'],
  [1_500, 8, 4, '6 lanes are enough'],
  [6_800, 16, 4, null],
  [100, 16, 0, null],
])('%i tickers by %i lanes at %i requests a second', (toProcess, lanes, requestsPerSecond, advice) => {
  const given = lanesAdvice(aJob({ toProcess }, { lanes, requestsPerSecond, maxBatches: 0 }));
  if (advice === null) expect(given).toBeNull();
  else expect(given).toContain(advice);
});
