import type { MarkerHistory, SeenHistory, StoredHistory, TickerFailure } from './job.ts';
import { nightOf } from './night.ts';
import { durationMilliseconds, type JobOptions } from './options.ts';
import type { FailedMarker } from './plan.ts';

const A_DAY = 24 * 3_600_000;
/** "Not found" is not believed at once: Yahoo has said it of good tickers on bad nights. By how often in a row. */
const NOT_FOUND_DAYS = [1, 2, 4, 7] as const;
/** A worse answer is asked for again the next night, and not by a second job of the same night. */
const SHRUNK_MILLISECONDS = A_DAY / 2;
/** A ticker with a row of the last week was sound then: a few bad nights of the source are no evidence against it. */
const YOUNG_DOCUMENT_MILLISECONDS = 7 * A_DAY;

/** What is remembered of a ticker when it fails. */
export interface TickerHistory {
  /** Of its failures before; undefined if it had none. */
  marker: MarkerHistory | undefined;
  /** Of its document; null if there is none, or if nothing is known of it. */
  document: Pick<StoredHistory, 'last'> | null;
  /** Of `shrunk`: what the worse answers held, this one included. */
  seen: readonly SeenHistory[];
}

/**
 * What is remembered of a failure, and for how long. A night counts once and from its first failure on: its late jobs
 * ask again, and must not keep out for days what one bad night has failed. While the document is younger than a week,
 * the next night asks again, however often the ticker has failed.
 *
 * @param now milliseconds since 1970.
 */
export function markerOf(
  { error, code }: TickerFailure,
  { marker, document, seen }: TickerHistory,
  { retryFailedAfter }: Pick<JobOptions, 'retryFailedAfter'>,
  now: number,
): FailedMarker {
  const before = marker?.failedAt === undefined ? null : Date.parse(marker.failedAt);
  const isSameNight = before !== null && nightOf(before) === nightOf(now);
  const count = (marker?.count ?? 0) + (isSameNight ? 0 : 1);
  const since = isSameNight ? before : now;
  const believed = isYoung(document, now) ? A_DAY : waitOf(code, count);
  const longest = durationMilliseconds(retryFailedAfter);
  const wait = Math.min(code === 'shrunk' ? SHRUNK_MILLISECONDS : believed, longest);
  return {
    error,
    code,
    failedAt: new Date(since).toISOString(),
    retryAfter: new Date(since + wait).toISOString(),
    count,
    ...(seen.length > 0 ? { seen } : {}),
  };
}

function isYoung(document: TickerHistory['document'], now: number): boolean {
  return (
    document !== null && Date.parse(nightOf(now)) - Date.parse(document.last) <= YOUNG_DOCUMENT_MILLISECONDS
  );
}

/** How long a failure is believed, unless the job says less. */
function waitOf(code: TickerFailure['code'], count: number): number {
  if (code !== 'not-found') return Number.POSITIVE_INFINITY;
  return (NOT_FOUND_DAYS[Math.min(count, NOT_FOUND_DAYS.length) - 1] ?? 1) * A_DAY;
}
