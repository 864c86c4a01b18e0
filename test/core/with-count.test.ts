import { expect, test } from 'vitest';
import { withCount } from '../../src/core/with-count.ts';

test.each([
  [0, '0 tickers'],
  [1, '1 ticker'],
  [2, '2 tickers'],
])('%i of them is %s', (count, words) => {
  expect(withCount(count, 'ticker')).toBe(words);
});

test('a plural of its own is given', () => {
  expect([1, 2].map((count) => withCount(count, 'batch', 'batches'))).toEqual(['1 batch', '2 batches']);
});
