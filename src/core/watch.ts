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

/** Whether a job goes on by itself: what its last run was told, of whatever lane, else what the job was told. */
export function continuesByItself(job: Job, facts: Facts): boolean {
  const lanes = new Set([...facts.runs.values()].map(({ lane }) => lane));
  const lastOfEach = [...lanes].map((lane) => lastRun(facts, lane));
  const last = lastOfEach.reduce((one, other) => ((other?.from ?? 0) > (one?.from ?? 0) ? other : one), null);
  return last?.autoContinue ?? job.options.autoContinue;
}

/** When the source may be asked again by a lane; milliseconds since 1970, 0 if it has not refused. */
export function notBefore(facts: Facts, lane: number): number {
  return lastRun(facts, lane)?.notBefore ?? 0;
}

/**
 * When the watchdog will start a run for a stalled job; milliseconds since 1970. Null if it will not, because the job
 * was told to end with its last run.
 */
export function nextWatch(job: Job, facts: Facts, now: number): number | null {
  if (!continuesByItself(job, facts)) return null;
  return Math.min(...lanesFor(job).map((lane) => nextLook(Math.max(now, notBefore(facts, lane)))));
}

/** When the watchdog looks next; milliseconds since 1970. */
export function nextLook(from: number): number {
  const look = new TZDate(from, 'America/New_York');
  look.setMinutes(WATCH_MINUTE, 0, 0);
  while (look.getTime() <= from || look.getHours() % WATCH_HOURS !== 0) look.setHours(look.getHours() + 1);
  return look.getTime();
}
