import { tzOffset } from '@date-fns/tz/tzOffset';

/** A regular session in New York, 9:30 to 16:00; half days are not known here. */
export interface Session {
  year: number;
  /** 0 is January. */
  month: number;
  day: number;
  openSeconds: number;
  closeSeconds: number;
}

/** The sessions of a year by today's rules of the New York exchanges. Worked out once a year and kept. */
export function sessionsOfYear(year: number): readonly Session[] {
  const known = years.get(year);
  if (known) return known;
  const closed = holidaysOf(year);
  const sessions: Session[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += A_DAY) {
    if (isWeekend(day) || closed.has(day)) continue;
    const midnightSeconds = (day - tzOffset('America/New_York', new Date(day + A_DAY / 2)) * A_MINUTE) / 1000;
    const date = new Date(day);
    sessions.push({
      year,
      month: date.getUTCMonth(),
      day: date.getUTCDate(),
      openSeconds: midnightSeconds + 9.5 * 3600,
      closeSeconds: midnightSeconds + 16 * 3600,
    });
  }
  years.set(year, sessions);
  return sessions;
}

const A_MINUTE = 60_000;
const A_DAY = 86_400_000;
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6] as const;

const years = new Map<number, readonly Session[]>();

function holidaysOf(year: number): Set<number> {
  const days = [
    // From a Saturday it would move into the year before, which keeps its last Friday as a session.
    observed(Date.UTC(year, 0, 1)),
    nth(year, 0, MONDAY, 3),
    nth(year, 1, MONDAY, 3),
    easterSunday(year) - 2 * A_DAY,
    lastMondayOfMay(year),
    observed(Date.UTC(year, 6, 4)),
    nth(year, 8, MONDAY, 1),
    nth(year, 10, THURSDAY, 4),
    observed(Date.UTC(year, 11, 25)),
  ];
  if (year >= FIRST_JUNETEENTH) days.push(observed(Date.UTC(year, 5, 19)));
  return new Set(days);
}

/** The exchanges close on it since 2022. */
const FIRST_JUNETEENTH = 2022;

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

function weekdayOf(day: number): number {
  return new Date(day).getUTCDay();
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) === SUNDAY || weekdayOf(day) === SATURDAY;
}
