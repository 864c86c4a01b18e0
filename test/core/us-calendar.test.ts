import { expect, test } from 'vitest';
import { sessionsOfYear } from '../../src/core/us-calendar.ts';

function datesOf(year: number): string[] {
  return sessionsOfYear(year).map(({ openSeconds }) =>
    new Date(openSeconds * 1000).toISOString().slice(0, 10),
  );
}

test.each([
  ['New Year', '2026-01-01'],
  ['Martin Luther King Day', '2026-01-19'],
  ["Presidents' Day", '2026-02-16'],
  ['Good Friday', '2026-04-03'],
  ['Good Friday of another year', '2024-03-29'],
  ['Memorial Day', '2026-05-25'],
  ['Juneteenth', '2026-06-19'],
  ['Independence Day, moved from Saturday', '2026-07-03'],
  ['Independence Day, moved from Sunday', '2027-07-05'],
  ['Labor Day', '2026-09-07'],
  ['Thanksgiving', '2026-11-26'],
  ['Christmas', '2026-12-25'],
  ['a Saturday', '2026-11-21'],
])('there is no session on %s', (_, date) => {
  expect(datesOf(Number(date.slice(0, 4)))).not.toContain(date);
});

test.each([
  ['the Friday before a New Year on Saturday', '2021-12-31'],
  ['Juneteenth before the exchanges kept it', '2020-06-19'],
  ['the Friday after Thanksgiving', '2026-11-27'],
])('there is a session on %s', (_, date) => {
  expect(datesOf(Number(date.slice(0, 4)))).toContain(date);
});

test('years have the sessions that the exchanges held', () => {
  expect([2021, 2022, 2023, 2024].map((year) => sessionsOfYear(year).length)).toEqual([252, 251, 250, 252]);
});

test('sessions open at half past nine in New York, in summer and in winter', () => {
  const opens = sessionsOfYear(2026).map(({ openSeconds }) =>
    new Date(openSeconds * 1000).toISOString().slice(0, 16),
  );
  expect(opens).toContain('2026-03-06T14:30');
  expect(opens).toContain('2026-03-09T13:30');
});
