import type { Range } from '../core/options.ts';
import { rangeStart } from '../core/range-start.ts';

/** The seconds between which Yahoo is asked for bars; it counts both ends in. */
export interface ChartPeriod {
  period1: number;
  period2: number;
}

/**
 * A range as Yahoo's `period1` and `period2`: calendar years back from now, from midnight UTC, so that the first row
 * does not depend on the hour of the fetch.
 *
 * @param mostYears how far back Yahoo lets `max` reach
 */
export function chartPeriod(range: Range, now: Date, mostYears = MOST_YEARS): ChartPeriod {
  const period2 = Math.floor(now.getTime() / 1000);
  const period1 = rangeStart(range, now.getTime(), mostYears) / 1000;
  return { period1, period2 };
}

/**
 * Yahoo refuses more than 100 years of days (422), counted in its own way: one year less is safe, and its oldest
 * series, ^GSPC, begins on 1927-12-30.
 */
export const MOST_YEARS = 99;

/**
 * What to ask for after a 422 "Only 100 years worth of day granularity data are allowed": as many years as it names,
 * or two thirds of what was asked if that was less. null for any other sentence.
 */
export function fewerYears(error: string, asked: number): number | null {
  const allowed = /only (\d+) years? worth of day/i.exec(error)?.[1];
  if (allowed === undefined || asked <= 1) return null;
  const fewer = Math.min(Number(allowed) - 1, Math.floor((asked * 2) / 3));
  return Math.max(1, fewer);
}
