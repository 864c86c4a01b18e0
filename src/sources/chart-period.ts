import type { Range } from '../core/options.ts';

/** The seconds between which Yahoo is asked for bars; it counts both ends in. */
export interface ChartPeriod {
  period1: number;
  period2: number;
}

/**
 * A range as Yahoo's `period1` and `period2`: calendar years back from now, from midnight UTC, so that the first row
 * does not depend on the hour of the fetch.
 */
export function chartPeriod(range: Range, now: Date): ChartPeriod {
  const period2 = Math.floor(now.getTime() / 1000);
  if (range === 'max') return { period1: START_OF_1900_SECONDS, period2 };
  const back = Number.parseInt(range, 10);
  const period1 = Date.UTC(now.getUTCFullYear() - back, now.getUTCMonth(), now.getUTCDate()) / 1000;
  return { period1, period2 };
}

/** Yahoo's oldest series begin long before the epoch: ^GSPC in 1927, GE in 1962. */
const START_OF_1900_SECONDS = Date.UTC(1900, 0, 1) / 1000;
