import { documentBytes, meanRows } from './document-size.ts';
import { CLOCK_TOLERANCE_MILLISECONDS, type IndexEntry } from './freshness.ts';
import type { FailureCode, KnownFailure, MarkerHistory, Plan, SeenHistory, StoredHistory } from './job.ts';

const LONGEST_TOLERANCE_MILLISECONDS = 6 * 3_600_000;

/** A remembered failure. It keeps the ticker out until `retryAfter`, unless there is a later document. */
export interface FailedMarker {
  error: string;
  code: FailureCode;
  /** Of the first failure of the night; ISO 8601, UTC. */
  failedAt: string;
  retryAfter: string;
  /** In how many nights in a row. @default 1, for markers of earlier versions */
  count?: number | undefined;
  seen?: readonly SeenHistory[] | undefined;
}

/** What is known about a universe before anything is fetched. */
export interface Known {
  /** Of the entries that would be fresh, only those whose document exists. */
  index: ReadonlyMap<string, IndexEntry>;
  markers: ReadonlyMap<string, FailedMarker>;
}

/** A plan, and how many tickers are fresh; which these are, and whether it replaces all, is the caller's to say. */
export type PlannedTickers = Omit<Plan, 'fresh' | 'replacesAll'> & {
  cached: number;
  /** About what the documents of `tickers` take now. */
  replacedBytes: number;
};

/** Divides a universe into what is fresh, what is known to fail, and what is to be fetched. */
export function partition(
  tickers: readonly string[],
  known: Known,
  isFresh: (entry: IndexEntry) => boolean,
  now: number,
): PlannedTickers {
  const toFetch: string[] = [];
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
    }
  }
  return { tickers: toFetch, knownFailed, ...historyOf(toFetch, known), cached };
}

/** Fetches a whole universe anew, whatever is fresh or marked. */
export function refreshPlan(tickers: readonly string[], known: Known): PlannedTickers {
  return { tickers: [...tickers], knownFailed: [], ...historyOf(tickers, known), cached: 0 };
}

function historyOf(
  tickers: readonly string[],
  { index, markers }: Known,
): Pick<PlannedTickers, 'marked' | 'before' | 'replacedBytes'> {
  let replacedBytes = 0;
  const marked = new Map<string, MarkerHistory>();
  const before = new Map<string, StoredHistory | null>();
  for (const ticker of tickers) {
    const marker = markers.get(ticker);
    if (marker) {
      const { count = 1, seen = [], failedAt } = marker;
      marked.set(ticker, { count, seen, failedAt });
    }
    const entry = index.get(ticker);
    if (!entry) continue;
    before.set(ticker, storedHistory(entry));
    replacedBytes += documentBytes(entry.held?.rows ?? meanRows(entry.range), entry.compress);
  }
  return { marked, before, replacedBytes };
}

function storedHistory({ source, held }: IndexEntry): StoredHistory | null {
  return held ? { source, rows: held.rows, first: held.first, last: held.last } : null;
}

function stillCounts(marker: FailedMarker, entry: IndexEntry | undefined, now: number): boolean {
  const failedAt = Date.parse(marker.failedAt);
  const retryAfter = Date.parse(marker.retryAfter);
  // A nightly job plans some minutes before the time of day at which the ticker failed the night before.
  const tolerance = Math.min(LONGEST_TOLERANCE_MILLISECONDS, (retryAfter - failedAt) / 4);
  if (retryAfter - tolerance <= now || failedAt > now + CLOCK_TOLERANCE_MILLISECONDS) return false;
  return !entry || failedAt > entry.fetchedAt;
}
