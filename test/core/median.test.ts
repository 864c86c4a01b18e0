import { expect, test } from 'vitest';
import { median } from '../../src/core/median.ts';

test.each([
  [[], undefined],
  [[3], 3],
  [[10, 9, 100], 10],
  [[4, 1, 3, 2], 3],
  [['2026-01-02', '2025-12-31', '2026-01-01'], '2026-01-01'],
])('the median of %j is %s', (values: (number | string)[], expected) => {
  expect(median(values)).toBe(expected);
});
