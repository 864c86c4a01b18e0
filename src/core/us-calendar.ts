import { tzOffset } from '@date-fns/tz/tzOffset';

/**
 * The sessions of the New York exchanges (NYSE and Nasdaq keep the same). Rules and special closings: NYSE's list
 * "special closings since 1885" and its pages on holidays and trading hours, compared with the transcription in
 * pandas_market_calendars (exchange_calendar_nyse.py, holidays_nyse.py) in November 2026. Exact from 1985 on; half
 * days are known from 1993 on (the three years before closed at 14:00).
 */
export interface Session {
  /** `YYYY-MM-DD` in New York. */
  date: string;
  year: number;
  /** 0 is January. */
  month: number;
  day: number;
  openSeconds: number;
  /** 16:00, on half days 13:00. */
  closeSeconds: number;
}

/** Before it holidays followed other rules; nothing is called missing there. */
export const FIRST_EXACT_YEAR = 1985;

/** Closing auctions are over and late prints are in. */
const SETTLING_SECONDS = 30 * 60;

/** The sessions of a year. Worked out once a year and kept. */
export function sessionsOfYear(year: number): readonly Session[] {
  const known = years.get(year);
  if (known) return known;
  const closed = holidaysOf(year);
  const halfDays = halfDaysOf(year);
  const sessions: Session[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += A_DAY) {
    const date = dateOf(day);
    if (isWeekend(day) || closed.has(day) || SPECIAL_CLOSINGS.has(date)) continue;
    const midnightSeconds = (day - tzOffset('America/New_York', new Date(day + A_DAY / 2)) * A_MINUTE) / 1000;
    const isHalfDay = halfDays.has(day) || SPECIAL_HALF_DAYS.has(date);
    const utc = new Date(day);
    sessions.push({
      date,
      year,
      month: utc.getUTCMonth(),
      day: utc.getUTCDate(),
      openSeconds: midnightSeconds + 9.5 * 3600,
      closeSeconds: midnightSeconds + (isHalfDay ? 13 : 16) * 3600,
    });
  }
  years.set(year, sessions);
  return sessions;
}

/**
 * The last session that has ended and settled, half an hour after its close.
 *
 * @param now milliseconds since 1970
 */
export function lastSession(now: number): Session {
  for (let year = new Date(now).getUTCFullYear(); ; year--) {
    const session = sessionsOfYear(year).findLast((one) => settledAt(one) <= now);
    if (session) return session;
  }
}

/** When a session had closed and settled; milliseconds since 1970. */
export function settledAt(session: Session): number {
  return (session.closeSeconds + SETTLING_SECONDS) * 1000;
}

const A_MINUTE = 60_000;
const A_DAY = 86_400_000;
const [SUNDAY, MONDAY, WEDNESDAY, THURSDAY, SATURDAY] = [0, 1, 3, 4, 6] as const;

const years = new Map<number, readonly Session[]>();

/** Whole days on which the exchanges were closed for once. */
const SPECIAL_CLOSINGS = new Set([
  '1985-09-27', // Hurricane Gloria
  '1994-04-27', // funeral of President Nixon
  '2001-09-11', // attacks on New York
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11', // funeral of President Reagan
  '2007-01-02', // funeral of President Ford
  '2012-10-29', // Hurricane Sandy
  '2012-10-30',
  '2018-12-05', // funeral of President Bush
  '2025-01-09', // funeral of President Carter
]);

/** Closed at 13:00 by no rule: the Fridays after a Thursday's Christmas, and the eve of 2000. */
const SPECIAL_HALF_DAYS = new Set(['1997-12-26', '1999-12-31', '2003-12-26']);

const FIRST_HALF_DAYS = 1993;
const FIRST_HALF_DAY_OF_JULY = 1995;
/** Until then a Thursday's 4 July shortened the Friday after it; since then the Wednesday before. */
const FIRST_HALF_WEDNESDAY_OF_JULY = 2013;
const FIRST_MARTIN_LUTHER_KING_DAY = 1998;
const FIRST_JUNETEENTH = 2022;

function holidaysOf(year: number): Set<number> {
  const days = [
    // From a Saturday it would move into the year before, which keeps its last Friday as a session.
    observed(Date.UTC(year, 0, 1)),
    nth(year, 1, MONDAY, 3),
    easterSunday(year) - 2 * A_DAY,
    lastMondayOfMay(year),
    observed(Date.UTC(year, 6, 4)),
    nth(year, 8, MONDAY, 1),
    thanksgiving(year),
    observed(Date.UTC(year, 11, 25)),
  ];
  if (year >= FIRST_MARTIN_LUTHER_KING_DAY) days.push(nth(year, 0, MONDAY, 3));
  if (year >= FIRST_JUNETEENTH) days.push(observed(Date.UTC(year, 5, 19)));
  return new Set(days);
}

/** What falls on a holiday or a weekend is no session anyway. */
function halfDaysOf(year: number): Set<number> {
  const days: number[] = [];
  if (year >= FIRST_HALF_DAYS) days.push(thanksgiving(year) + A_DAY, Date.UTC(year, 11, 24));
  if (year >= FIRST_HALF_DAY_OF_JULY) {
    const third = Date.UTC(year, 6, 3);
    const movesToFriday = weekdayOf(third) === WEDNESDAY && year < FIRST_HALF_WEDNESDAY_OF_JULY;
    days.push(movesToFriday ? third + 2 * A_DAY : third);
  }
  return new Set(days);
}

function thanksgiving(year: number): number {
  return nth(year, 10, THURSDAY, 4);
}

function observed(day: number): number {
  if (weekdayOf(day) === SATURDAY) return day - A_DAY;
  return weekdayOf(day) === SUNDAY ? day + A_DAY : day;
}

function nth(year: number, month: number, weekday: number, count: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7) * A_DAY;
}

function lastMondayOfMay(year: number): number {
  const last = Date.UTC(year, 4, 31);
  return last - ((weekdayOf(last) - MONDAY + 7) % 7) * A_DAY;
}

/** Gauss's rule in its Gregorian form, good for 1900 to 2099. */
function easterSunday(year: number): number {
  const fullMoon = (19 * (year % 19) + 24) % 30;
  const toSunday = (2 * (year % 4) + 4 * (year % 7) + 6 * fullMoon + 5) % 7;
  const daysAfterMarch22 = fullMoon + toSunday;
  // 26 April never is Easter, and 25 April only in some lunar years.
  const late = daysAfterMarch22 === 35 || (daysAfterMarch22 === 34 && fullMoon === 28 && year % 19 > 10);
  return Date.UTC(year, 2, 22 + daysAfterMarch22 - (late ? 7 : 0));
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function weekdayOf(day: number): number {
  return new Date(day).getUTCDay();
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) === SUNDAY || weekdayOf(day) === SATURDAY;
}
