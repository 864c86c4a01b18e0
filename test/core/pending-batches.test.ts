import { expect, test } from 'vitest';
import { batchTickers } from '../../src/core/job.ts';
import { earlierTries, pendingBatches, wasHandedBack } from '../../src/core/pending-batches.ts';
import { aJob, aPlan, aRun, someFacts } from '../support/job-fixtures.ts';

const job = aJob({ toProcess: 25 });

test.each([
  ['nothing is known', [], [], [1, 2, 3, 4, 5]],
  ['some are done', [2, 4], [], [1, 3, 5]],
  ['all are done', [1, 2, 3, 4, 5], [], []],
  ['one was handed back', [], [[1]], [2, 3, 4, 5, 1]],
  ['some were handed back more often than others', [], [[1, 2], [1]], [3, 4, 5, 2, 1]],
  ['all were handed back as often', [3], [[5, 4, 2, 1]], [1, 2, 4, 5]],
  ['a batch was handed back before it was done', [1], [[1]], [2, 3, 4, 5]],
])('untried batches come first, then those least often handed back: %s', (_, done, handedBack, order) => {
  const runs = handedBack.map((batches) =>
    aRun({ tries: Object.fromEntries(batches.map((one) => [one, {}])) }),
  );
  expect(pendingBatches(job, someFacts(done, { runs }))).toEqual(order);
});

test('attempts of a ticker are summed over the runs that counted any', () => {
  const runs = [
    aRun({ tries: { 2: { T6: 3, T7: 1 } } }),
    aRun({ tries: { 2: { T6: 2 }, 3: { T6: 9 } } }),
    aRun({ tries: { 2: {} } }),
  ];
  const facts = someFacts([], { runs });
  expect(earlierTries(facts, 2, 'T6')).toEqual({ attempts: 5, runs: 2 });
  expect(earlierTries(facts, 2, 'T7')).toEqual({ attempts: 1, runs: 1 });
  expect(earlierTries(facts, 2, 'T8')).toEqual({ attempts: 0, runs: 0 });
});

test('a batch was handed back even if no attempt counted', () => {
  const facts = someFacts([], { runs: [aRun({ tries: { 4: {} } })] });
  expect([wasHandedBack(facts, 4), wasHandedBack(facts, 5)]).toEqual([true, false]);
});

test('batches cut the plan from the first ticker to the last', () => {
  const cut = [1, 2, 3].map((batch) => batchTickers(aPlan(12), 5, batch));
  expect(cut.flat()).toEqual(aPlan(12).tickers);
  expect(cut.map((tickers) => tickers.length)).toEqual([5, 5, 2]);
});
