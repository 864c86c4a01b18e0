/**
 * Whether a foreign value is an instant in seconds that a row or an event can have: a whole number, not before 1800
 * and not after `latestSeconds`. Milliseconds are too late. 1970-01-01, a holiday everywhere, is what a lacking
 * instant looks like.
 */
export function isInstant(value: unknown, latestSeconds: number): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value > YEAR_1800_SECONDS &&
    value <= latestSeconds &&
    (value < -1 || value >= A_DAY_SECONDS)
  );
}

/** Clocks differ: what is dated more than a day ahead is a mistake. */
export function latestInstant(now: Date): number {
  return now.getTime() / 1000 + A_DAY_SECONDS;
}

const A_DAY_SECONDS = 86_400;
const YEAR_1800_SECONDS = -5_364_662_400;
