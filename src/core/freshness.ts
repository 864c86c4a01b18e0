import { TZDate } from '@date-fns/tz';
import type { SourceName } from './job.ts';
import { type Compression, durationMilliseconds, type JobOptions, type Range } from './options.ts';

/** When, how much and from where a ticker was fetched. */
export interface IndexEntry {
  /** Milliseconds since 1970. */
  fetchedAt: number;
  range: Range;
  source: SourceName;
  compress: Compression;
}

/** Clocks of runners differ; an entry from further ahead than this is a mistake, not a clock. */
const CLOCK_TOLERANCE_MILLISECONDS = 86_400_000;

type Wanted = Pick<JobOptions, 'range' | 'compress' | 'refreshAfter'>;

/** Tells whether a document of an entry is what the job would fetch, and young enough. */
export function freshFor(
  { range, compress, refreshAfter }: Wanted,
  source: SourceName,
  now: number,
): (entry: IndexEntry) => boolean {
  const since = freshSince(refreshAfter, now);
  return (entry) =>
    entry.range === range &&
    entry.compress === compress &&
    entry.source === source &&
    entry.fetchedAt <= now + CLOCK_TOLERANCE_MILLISECONDS &&
    entry.fetchedAt >= since;
}

/** The earliest fetch that still counts as fresh; milliseconds since 1970. */
export function freshSince(refreshAfter: string, now: number): number {
  return refreshAfter === 'close' ? lastUsClose(now) : now - durationMilliseconds(refreshAfter);
}

/**
 * The last time that a regular US session had closed and settled: weekdays, 16:30 New York. Holidays are not
 * known here: after one, a night's prices are fetched once more than needed.
 */
export function lastUsClose(now: number): number {
  const close = new TZDate(now, 'America/New_York');
  close.setHours(16, 30, 0, 0);
  if (close.getTime() > now) close.setDate(close.getDate() - 1);
  while (close.getDay() === 0 || close.getDay() === 6) close.setDate(close.getDate() - 1);
  return close.getTime();
}
