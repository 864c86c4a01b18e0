import type { IndexEntry } from './freshness.ts';
import type { FailureCode, KnownFailure, Plan } from './job.ts';

/** A remembered failure. It keeps the ticker out until `retryAfter`, unless a later document says otherwise. */
export interface FailedMarker {
  error: string;
  code: FailureCode;
  /** ISO 8601, UTC. */
  failedAt: string;
  retryAfter: string;
}

/** What is known about a universe before anything is fetched. */
export interface Known {
  /** Of the entries that would be fresh, only those whose document exists. */
  index: ReadonlyMap<string, IndexEntry>;
  markers: ReadonlyMap<string, FailedMarker>;
}

/** Cuts a universe in what is fresh, what is known to fail, and what is to be fetched. */
export function partition(
  tickers: readonly string[],
  known: Known,
  isFresh: (entry: IndexEntry) => boolean,
  now: number,
): Plan & { cached: number } {
  const toFetch: string[] = [];
  const marked: string[] = [];
  const knownFailed: KnownFailure[] = [];
  let cached = 0;
  for (const ticker of tickers) {
    const entry = known.index.get(ticker);
    const marker = known.markers.get(ticker);
    if (entry && isFresh(entry)) cached += 1;
    else if (marker && stillCounts(marker, entry, now)) {
      knownFailed.push({ ticker, error: marker.error, code: marker.code });
    } else {
      toFetch.push(ticker);
      if (marker) marked.push(ticker);
    }
  }
  return { tickers: toFetch, knownFailed, marked, cached };
}

/** Fetches a whole universe anew, whatever is fresh or marked. */
export function refreshPlan(tickers: readonly string[], known: Known): Plan & { cached: number } {
  const marked = tickers.filter((ticker) => known.markers.has(ticker));
  return { tickers: [...tickers], knownFailed: [], marked, cached: 0 };
}

function stillCounts(marker: FailedMarker, entry: IndexEntry | undefined, now: number): boolean {
  if (Date.parse(marker.retryAfter) <= now) return false;
  return !entry || Date.parse(marker.failedAt) > entry.fetchedAt;
}
