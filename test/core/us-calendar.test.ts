import { expect, test } from 'vitest';
import { lastSession, sessionsOfYear } from '../../src/core/us-calendar.ts';

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
  ['the day of Hurricane Gloria', '1985-09-27'],
  ['the funeral of Nixon', '1994-04-27'],
  ['11 September', '2001-09-11'],
  ['the days after it', '2001-09-14'],
  ['the funeral of Reagan', '2004-06-11'],
  ['the funeral of Ford', '2007-01-02'],
  ['the days of Hurricane Sandy', '2012-10-29'],
  ['the second of them', '2012-10-30'],
  ['the funeral of Bush', '2018-12-05'],
  ['the funeral of Carter', '2025-01-09'],
  ['Christmas, moved from Saturday', '1999-12-24'],
])('there is no session on %s', (_, date) => {
  expect(datesOf(Number(date.slice(0, 4)))).not.toContain(date);
});

test.each([
  ['the Friday before a New Year on Saturday', '2021-12-31'],
  ['Juneteenth before the exchanges kept it', '2020-06-19'],
  ['the Friday after Thanksgiving', '2026-11-27'],
  ['Martin Luther King Day before the exchanges kept it', '1997-01-20'],
  ['the first day after the attacks', '2001-09-17'],
  ['the Monday after the clocks changed', '2026-03-09'],
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

test.each([
  ['the day after Thanksgiving', '2026-11-27', 13],
  ['Christmas Eve', '2026-12-24', 13],
  ['the eve of Independence Day', '2025-07-03', 13],
  ['the eve of a Thursday, since 2013', '2024-07-03', 13],
  ['the eve of a Thursday, before', '2002-07-03', 16],
  ['and the Friday after it', '2002-07-05', 13],
  ['the Friday after a Thursday, since 2013', '2024-07-05', 16],
  ['the eve when the holiday is observed on Monday', '2027-07-02', 16],
  ['the eve of 2000', '1999-12-31', 13],
  ['the Friday after Christmas 2003', '2003-12-26', 13],
  ['New Year’s Eve', '2026-12-31', 16],
  ['any Tuesday', '2026-11-24', 16],
])('%s, %s, closes at %i', (_, date, hour) => {
  const session = sessionsOfYear(Number(date.slice(0, 4))).find((one) => one.date === date);
  const opened = session?.openSeconds ?? 0;
  expect(((session?.closeSeconds ?? 0) - opened) / 3600).toBe(hour - 9.5);
});

test.each([
  ['on Thanksgiving it is the day before', '2026-11-26T23:00:00Z', '2026-11-25'],
  ['on a half day it has ended at half past one', '2026-11-27T18:30:00Z', '2026-11-27'],
  ['and not a second before', '2026-11-27T18:29:59Z', '2026-11-25'],
  ['on New Year’s Day it is of the year before', '2027-01-01T22:00:00Z', '2026-12-31'],
  ['after four closed days it is the one before them', '2001-09-16T12:00:00Z', '2001-09-10'],
])('the last session: %s', (_, now, date) => {
  expect(lastSession(Date.parse(now)).date).toBe(date);
});
