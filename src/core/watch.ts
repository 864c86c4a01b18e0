import { TZDate } from '@date-fns/tz';
import type { Facts, RunRecord } from './facts.ts';
import type { Job } from './job.ts';

/** The watchdog looks every third hour at this minute, by the clock of New York: `.github/workflows/fill-cache.yml`. */
const WATCH_HOURS = 3;
const WATCH_MINUTE = 53;

/** The record of the run that came last in the chain; null if none has said anything. */
export function lastRun(facts: Facts): RunRecord | null {
  return [...facts.runs.values()].reduce<RunRecord | null>(
    (last, record) => (last && last.hop >= record.hop ? last : record),
    null,
  );
}

/** When anything was last heard of a job; milliseconds since 1970. */
export function lastHeardOf(job: Job, facts: Facts): number {
  return Math.max(
    Date.parse(job.startedAt ?? job.startTime),
    ...[...facts.runs.values()].map(({ from, until }) => until ?? from),
    ...[...facts.done.values()].map(({ at }) => at),
    ...facts.restarts.map(({ at }) => at),
  );
}

/**
 * When the watchdog will start a stalled job again; milliseconds since 1970. Null if it will not, because the last
 * run was told to be the last.
 */
export function nextWatch(facts: Facts, now: number): number | null {
  const last = lastRun(facts);
  if (last?.reason === 'stopped') return null;
  const from = Math.max(now, last?.notBefore ?? 0);
  const look = new TZDate(from, 'America/New_York');
  look.setMinutes(WATCH_MINUTE, 0, 0);
  while (look.getTime() <= from || look.getHours() % WATCH_HOURS !== 0) look.setHours(look.getHours() + 1);
  return look.getTime();
}
