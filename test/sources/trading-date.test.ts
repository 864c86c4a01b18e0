import { expect, test } from 'vitest';
import { tradingDate } from '../../src/sources/trading-date.ts';

test.each([
  ['New York opens on the same UTC day', 'America/New_York', '2026-01-05T14:30:00Z', '2026-01-05'],
  ['Sydney opens on the UTC day before', 'Australia/Sydney', '2026-01-04T23:00:00Z', '2026-01-05'],
  [
    'a currency day begins at London midnight in summer',
    'Europe/London',
    '2026-07-05T23:00:00Z',
    '2026-07-06',
  ],
  ['and at UTC midnight in winter', 'Europe/London', '2026-01-05T00:00:00Z', '2026-01-05'],
  ['a day before the epoch', 'America/New_York', '1962-01-02T15:00:00Z', '1962-01-02'],
  ['the evening of New York is not the next day', 'America/New_York', '2026-01-06T01:00:00Z', '2026-01-05'],
])('%s', (_, timezone, instant, date) => {
  expect(tradingDate(timezone, Date.parse(instant) / 1000)).toBe(date);
});

test('a zone that does not exist is refused', () => {
  expect(() => tradingDate('America/Gotham', 0)).toThrow(RangeError);
});
