import { isUsExchange } from './exchanges.ts';
import type { IssueCounts } from './issues.ts';
import type { SourceName } from './job.ts';
import { type Compression, durationMilliseconds, type JobOptions, type Range } from './options.ts';
import { lastSession, type Session, settledAt } from './us-calendar.ts';

/** When, how much and from where a ticker was fetched. */
export interface IndexEntry {
  /** Milliseconds since 1970. */
  fetchedAt: number;
  range: Range;
  source: SourceName;
  compress: Compression;
  /** What the document holds; absent in entries that an earlier version has written (four parts). */
  held?: HeldHistory;
}

/** What a document holds, so that planning, checks and the guard against worse answers need not read it. */
export interface HeldHistory {
  rows: number;
  /** Date of the first row, `YYYY-MM-DD`. */
  first: string;
  /** Date of the newest row. */
  last: string;
  /** Yahoo's code, such as NMS. */
  exchange: string;
  /** Yahoo's `regularMarketTime`, in seconds since 1970; null if it gave none. */
  lastTrade: number | null;
  issues: IssueCounts;
}

/** Clocks of runners differ; what is from further ahead than this is a mistake, not a clock. */
export const CLOCK_TOLERANCE_MILLISECONDS = 86_400_000;

type Wanted = Pick<JobOptions, 'range' | 'compress' | 'refreshAfter'>;

/** Tells whether a document of an entry is what the job would fetch, and young enough. */
export function freshFor(
  { range, compress, refreshAfter }: Wanted,
  source: SourceName,
  now: number,
): (entry: IndexEntry) => boolean {
  const session = refreshAfter === 'close' ? lastSession(now) : null;
  const since = freshSince(refreshAfter, now);
  return (entry) =>
    entry.range === range &&
    entry.compress === compress &&
    entry.source === source &&
    entry.fetchedAt <= now + CLOCK_TOLERANCE_MILLISECONDS &&
    (session && entry.held && isUsExchange(entry.held.exchange)
      ? isFreshAfter(session, entry.fetchedAt, entry.held)
      : entry.fetchedAt >= since);
}

/** The earliest fetch that still counts as fresh; milliseconds since 1970. */
export function freshSince(refreshAfter: string, now: number): number {
  return refreshAfter === 'close' ? lastUsClose(now) : now - durationMilliseconds(refreshAfter);
}

/** The last time that a US session had closed and settled: half an hour after its close. */
export function lastUsClose(now: number): number {
  return settledAt(lastSession(now));
}

/** Whoever did not trade in the session has nothing newer to give, once it was asked after it. */
function isFreshAfter(session: Session, fetchedAt: number, { last, lastTrade }: HeldHistory): boolean {
  if (last >= session.date) return true;
  const traded = lastTrade !== null && lastTrade >= session.openSeconds;
  return !traded && fetchedAt >= settledAt(session);
}
