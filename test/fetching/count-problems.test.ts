import { expect, test } from 'vitest';
import { countProblems } from '../../src/fetching/count-problems.ts';
import { createScriptedSource, invalid, noAnswer, notFound, refused } from '../support/scripted-source.ts';

test('the most frequent reason is known, of those that are no answer about a ticker', async () => {
  const script = { A: refused(), B: noAnswer, C: notFound, D: invalid };
  const { source, mostSeen } = countProblems(createScriptedSource(script));
  expect(mostSeen()).toBeNull();
  for (const ticker of ['A', 'C', 'C', 'C', 'B', 'B', 'D', 'D', 'D', 'AAPL'])
    await source.fetchHistory(ticker, '5y', new AbortController().signal);
  expect(mostSeen()).toBe('2 × HTTP 503');
});
