/**
 * The trading date (`YYYY-MM-DD`) of an instant in an exchange's zone. Sydney's and the currency market's sessions
 * open on the UTC day before, and an offset of today is not that of a day in another season, so the zone is asked.
 *
 * @param seconds since the epoch
 * @throws RangeError for a zone that does not exist
 */
export function tradingDate(timezone: string, seconds: number): string {
  const known = knownDates(timezone);
  const found = known.dates.get(seconds);
  if (found !== undefined) return found;
  if (known.dates.size >= DATES_KEPT) known.dates.clear();
  const date = known.formatter.format(seconds * 1000);
  known.dates.set(seconds, date);
  return date;
}

export function isTimezone(name: string): boolean {
  try {
    knownDates(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Sessions open at the same second for all tickers of an exchange. Asking Intl costs 0.8 µs, a date that is known
 * 0.02 µs: 25 µs instead of 1 ms for five years. And the documents in memory share their dates.
 */
const DATES_KEPT = 40_000;

interface KnownDates {
  formatter: Intl.DateTimeFormat;
  dates: Map<number, string>;
}

const zones = new Map<string, KnownDates>();

function knownDates(timezone: string): KnownDates {
  const known = zones.get(timezone);
  if (known) return known;
  // Sweden writes dates as ISO 8601 does.
  const formatter = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const fresh = { formatter, dates: new Map<number, string>() };
  zones.set(timezone, fresh);
  return fresh;
}
