import { expect, test } from 'vitest';
import { chartPeriod, fewerYears } from '../../src/sources/chart-period.ts';

test.each([
  ['1y', '2025-11-24'],
  ['2y', '2024-11-24'],
  ['5y', '2021-11-24'],
  ['10y', '2016-11-24'],
  ['max', '1927-11-24'],
] as const)('%s reaches back to the midnight of %s', (range, date) => {
  const period = chartPeriod(range, new Date('2026-11-24T15:17:00.900Z'));
  expect(period).toEqual({
    period1: Date.parse(date) / 1000,
    period2: Date.parse('2026-11-24T15:17:00Z') / 1000,
  });
});

test('a year back from a leap day is the day after its February', () => {
  const { period1 } = chartPeriod('1y', new Date('2024-02-29T12:00:00Z'));
  expect(new Date(period1 * 1000).toISOString()).toBe('2023-03-01T00:00:00.000Z');
});

const ONLY_100 = 'Only 100 years worth of day granularity data are allowed to be fetched per request.';

test.each([
  ['after the first refusal', ONLY_100, 99, 66],
  ['after the second', ONLY_100, 66, 44],
  ['what Yahoo names, if that is less', ONLY_100.replace('100', '50'), 99, 49],
  ['at least a year', ONLY_100, 2, 1],
  ['and then no more', ONLY_100, 1, null],
  ['not after another error', 'No data found', 99, null],
])('fewer years are asked for %s', (_, error, asked, years) => {
  expect(fewerYears(error, asked)).toBe(years);
});
