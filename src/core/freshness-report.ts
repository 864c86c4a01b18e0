import { isUsExchange } from './exchanges.ts';
import type { IndexEntry } from './freshness.ts';
import type { SourceName } from './job.ts';
import { fewHaveLastSession, isLate, LATE_AFTER_MILLISECONDS } from './lateness.ts';
import type { FailedMarker, Known } from './plan.ts';
import { lastSession, type Session, settledAt } from './us-calendar.ts';

/** How the cache stands with a ticker. `late`: its document lacks the session; `failed`: and there is evidence why. */
export type TickerState = 'fresh' | 'late' | 'failed' | 'missing';

export interface FreshnessReport extends Record<TickerState, number> {
  /** The last US session that the tickers can have, `YYYY-MM-DD`. */
  session: string;
  total: number;
  /** The earliest of the newest rows, `YYYY-MM-DD`; null if no document has any. */
  oldest: string | null;
}

/**
 * How many tickers of a universe hold the last session, from the index and the markers alone. Each ticker counts once.
 *
 * @param now milliseconds since 1970
 */
export function freshnessReport(
  tickers: readonly string[],
  known: Known,
  source: SourceName | null,
  now: number,
): FreshnessReport {
  const { session, states } = tickerStates(tickers, known, source, now);
  const counts = { fresh: 0, late: 0, failed: 0, missing: 0 };
  for (const state of states.values()) counts[state] += 1;
  const newest = [...states].flatMap(([ticker, state]) => {
    const last = state === 'missing' ? undefined : known.index.get(ticker)?.held?.last;
    return last === undefined ? [] : [last];
  });
  const oldest = newest.reduce<string | null>(
    (least, last) => (least === null || last < least ? last : least),
    null,
  );
  return { session, total: states.size, ...counts, oldest };
}

/** @param source whose documents count; null: those of any. @param now milliseconds since 1970 */
export function tickerStates(
  tickers: readonly string[],
  { index, markers }: Known,
  source: SourceName | null,
  now: number,
): { session: string; states: Map<string, TickerState> } {
  const entries = new Map(
    tickers.flatMap((ticker) => {
      const entry = index.get(ticker);
      return entry && (source === null || entry.source === source) ? [[ticker, entry] as const] : [];
    }),
  );
  const session = dueSession([...entries.values()], now);
  const fewHaveSession = fewHaveLastSession([...entries.values()], now);
  const states = new Map(
    tickers.map((ticker) => {
      const [entry, marker] = [entries.get(ticker), markers.get(ticker)];
      const isFresh = entry && hasSession(entry, session) && !isLate(entry, now, fewHaveSession);
      return [ticker, isFresh ? 'fresh' : stateWithout(entry, marker)] as const;
    }),
  );
  return { session: session.date, states };
}

/** Until three hours after a close, while nobody has its session yet, the one before is what can be expected. */
function dueSession(entries: readonly IndexEntry[], now: number): Session {
  const last = lastSession(now);
  const isDue =
    now >= last.closeSeconds * 1000 + LATE_AFTER_MILLISECONDS ||
    entries.some(({ held }) => held && isUsExchange(held.exchange) && held.last >= last.date);
  return isDue ? last : lastSession(last.openSeconds * 1000);
}

/** Who was asked after the session and did not trade in it has nothing newer to give. */
function hasSession({ fetchedAt, held }: IndexEntry, session: Session): boolean {
  const askedAfter = fetchedAt >= settledAt(session);
  if (!held || !isUsExchange(held.exchange)) return askedAfter;
  const traded = held.lastTrade !== null && held.lastTrade >= session.openSeconds;
  return held.last >= session.date || (askedAfter && !traded);
}

function stateWithout(entry: IndexEntry | undefined, marker: FailedMarker | undefined): TickerState {
  if (marker && (!entry || Date.parse(marker.failedAt) > entry.fetchedAt)) return 'failed';
  return entry ? 'late' : 'missing';
}
