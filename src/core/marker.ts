import type { MarkerHistory, SeenHistory, TickerFailure } from './job.ts';
import { nightOf } from './night.ts';
import { durationMilliseconds, type JobOptions } from './options.ts';
import type { FailedMarker } from './plan.ts';

const A_DAY = 24 * 3_600_000;
/** "Not found" is not believed at once: Yahoo has said it of good tickers on bad nights. By how often in a row. */
const NOT_FOUND_DAYS = [1, 2, 4, 7] as const;
/** A worse answer is asked for again the next night, and not by a second job of the same night. */
const SHRUNK_MILLISECONDS = A_DAY / 2;

/**
 * What is remembered of a failure, and for how long. A night counts once and from its first failure on: its late jobs
 * ask again, and must not keep out for days what one bad night has failed.
 *
 * @param earlier what was remembered of the ticker before; undefined if nothing.
 * @param seen of `shrunk`: what the worse answers held, this one included.
 * @param now milliseconds since 1970.
 */
export function markerOf(
  { error, code }: TickerFailure,
  earlier: MarkerHistory | undefined,
  seen: readonly SeenHistory[] | undefined,
  { retryFailedAfter }: Pick<JobOptions, 'retryFailedAfter'>,
  now: number,
): FailedMarker {
  const before = earlier?.failedAt === undefined ? null : Date.parse(earlier.failedAt);
  const isSameNight = before !== null && nightOf(before) === nightOf(now);
  const count = (earlier?.count ?? 0) + (isSameNight ? 0 : 1);
  const since = isSameNight ? before : now;
  const wait = waitOf(code, count, retryFailedAfter);
  return {
    error,
    code,
    failedAt: new Date(since).toISOString(),
    retryAfter: new Date(since + wait).toISOString(),
    count,
    ...(seen && seen.length > 0 ? { seen } : {}),
  };
}

function waitOf(code: TickerFailure['code'], count: number, retryFailedAfter: string): number {
  const longest = durationMilliseconds(retryFailedAfter);
  if (code === 'shrunk') return Math.min(SHRUNK_MILLISECONDS, longest);
  if (code !== 'not-found') return longest;
  const days = NOT_FOUND_DAYS[Math.min(count, NOT_FOUND_DAYS.length) - 1] ?? 1;
  return Math.min(days * A_DAY, longest);
}
