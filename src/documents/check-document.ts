import { findJumps } from './find-jumps.ts';
import { findMismatchedDividends } from './find-mismatched-dividends.ts';
import { findMissingSessions, usSessionsOf } from './find-missing-sessions.ts';
import { findUnappliedSplits } from './find-unapplied-splits.ts';
import { ISSUES_KEPT, type Issue, type TickerDocument } from './ticker-document.ts';

/**
 * What is odd about a document as a whole: sessions without a row, jumps, splits that the prices do not show, adjusted
 * prices that its dividends do not explain. Some 60 µs for ten years.
 *
 * @param sessions dates of sessions that the ticker should have; by default those of the US calendar for a share of a
 * US listing, none for others. Elsewhere: the dates that the majority of the exchange's tickers have.
 */
export function checkDocument(
  document: TickerDocument,
  sessions: readonly string[] = usSessionsOf(document),
): Issue[] {
  const missing = findMissingSessions(document, sessions);
  const missingDates = missing.map(({ date }) => date);
  return [
    ...missing,
    ...findJumps(document),
    ...findUnappliedSplits(document),
    ...findMismatchedDividends(document, missingDates),
  ];
}

/** The newest issues first, as many as a document keeps. */
export function newestIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0)).slice(0, ISSUES_KEPT);
}
