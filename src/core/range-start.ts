import type { Range } from './options.ts';

/**
 * Midnight UTC from which on a range reaches back: calendar years, so that the first row does not depend on the hour.
 *
 * @param now milliseconds since 1970
 * @param maxYears what `max` stands for
 * @returns milliseconds since 1970
 */
export function rangeStart(range: Range, now: number, maxYears: number): number {
  const date = new Date(now);
  const back = range === 'max' ? maxYears : Number.parseInt(range, 10);
  return Date.UTC(date.getUTCFullYear() - back, date.getUTCMonth(), date.getUTCDate());
}
