import { TZDate } from '@date-fns/tz';
import { type Facts, lastRun } from './facts.ts';
import type { Job } from './job.ts';
import { lanesFor } from './lanes.ts';

/** The watchdog looks every third hour at this minute, by the clock of New York: `.github/workflows/fill-cache.yml`. */
const WATCH_HOURS = 3;
const WATCH_MINUTE = 53;

/** The time of the last sign of life of a job; milliseconds since 1970. */
export function lastActivity({ state, startTime }: Job, facts: Facts): number {
  return Math.max(
    Date.parse(state.startedAt ?? startTime),
    ...[...facts.runs.values()].map(({ from, until }) => until ?? from),
    ...[...facts.done.values()].map(({ at }) => at),
    ...facts.restarts.map(({ at }) => at),
  );
}

/** Whether a lane goes on by itself: what its last run was told, else what the job was told. */
export function continuesByItself(job: Job, facts: Facts, lane: number): boolean {
  return lastRun(facts, lane)?.autoContinue ?? job.options.autoContinue;
}

/** When the source may be asked again by a lane; milliseconds since 1970, 0 if it has not refused. */
export function notBefore(facts: Facts, lane: number): number {
  return lastRun(facts, lane)?.notBefore ?? 0;
}

/**
 * When the watchdog will start a run for a stalled job; milliseconds since 1970. Null if it will not, because each
 * lane was told to end with its last run.
 */
export function nextWatch(job: Job, facts: Facts, now: number): number | null {
  const times = lanesFor(job)
    .filter((lane) => continuesByItself(job, facts, lane))
    .map((lane) => nextLook(Math.max(now, notBefore(facts, lane))));
  return times.length === 0 ? null : Math.min(...times);
}

/** When the watchdog looks next; milliseconds since 1970. */
export function nextLook(from: number): number {
  const look = new TZDate(from, 'America/New_York');
  look.setMinutes(WATCH_MINUTE, 0, 0);
  while (look.getTime() <= from || look.getHours() % WATCH_HOURS !== 0) look.setHours(look.getHours() + 1);
  return look.getTime();
}
