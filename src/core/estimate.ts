import type { Facts } from './facts.ts';
import { endOf, type Job } from './job.ts';
import { lanesFor } from './lanes.ts';
import { median } from './median.ts';

/** Seconds a batch, while nothing has been measured: four tickers a second in batches of five, and the starts of runs. */
const SECONDS_PER_BATCH = 2.5;
/** The duration of a job of fewer is mostly the start of its run, or a first burst: it says nothing about the pace. */
const FEWEST_BATCHES = 20;
/** A longer gap between two batches, with no run at work in all of it, is a stall: it says nothing about the pace. */
const LONGEST_GAP_MILLISECONDS = 300_000;

/** Seconds from one batch of this job to the next, starts of runs included, pauses not; null while none is done. */
export function paceOf(job: Job, facts: Facts): number | null {
  const { startedAt } = job.state;
  if (!startedAt) return null;
  const begun = beginnings(facts);
  const pauses = pausesIn(facts);
  let last = Date.parse(startedAt);
  let spent = 0;
  let counted = 0;
  for (const { at, lane, hop } of [...facts.done.values()].sort((one, other) => one.at - other.at)) {
    const gap = Math.max(0, at - last - pausedBetween(last, at, pauses));
    if (gap <= LONGEST_GAP_MILLISECONDS || (begun.get(`${lane}:${hop}`) ?? at) <= last) {
      spent += gap;
      counted += 1;
    }
    last = Math.max(last, at);
  }
  return counted === 0 ? null : spent / counted / 1_000;
}

/**
 * Seconds of work until the last batch is done, at the pace so far; null while that is not known, and for a job that
 * has ended without it.
 */
export function secondsRemaining(job: Job, facts: Facts): number | null {
  const end = endOf(job);
  if (end) return end.status === 'completed' ? 0 : null;
  const pace = paceOf(job, facts);
  return pace === null ? null : Math.round(pace * (job.totalBatches - facts.done.size));
}

/**
 * Whole minutes that a new job will take, at least one, and 0 without a batch: by the median pace of a lane of those that
 * were completed lately and never paused, but not faster than its own requests a second allow.
 */
export function estimatedMinutes(
  job: Pick<Job, 'toProcess' | 'totalBatches' | 'options'>,
  recent: readonly Job[],
): number {
  const { toProcess, totalBatches, options } = job;
  if (totalBatches === 0) return 0;
  const pace = median(recent.map(secondsPerTicker).filter((pace) => pace !== null));
  const { requestsPerSecond } = options;
  const workSeconds = pace === undefined ? totalBatches * SECONDS_PER_BATCH : toProcess * pace;
  const ceilingSeconds = requestsPerSecond === 0 ? 0 : toProcess / requestsPerSecond;
  const seconds = Math.max(workSeconds, ceilingSeconds) / lanesFor(job).length;
  return Math.max(1, Math.floor(seconds / 60));
}

/** Of one lane. From its start to its end alone, so that no facts are read. */
function secondsPerTicker(job: Job): number | null {
  const { state, wasPaused, reopened, toProcess, totalBatches } = job;
  if (state.status !== 'ended' || state.end.status !== 'completed') return null;
  if (!state.startedAt || wasPaused || reopened > 0 || totalBatches < FEWEST_BATCHES) return null;
  const seconds = Math.max(0, Date.parse(state.end.at) - Date.parse(state.startedAt)) / 1_000;
  return (seconds * lanesFor(job).length) / toProcess;
}

/** `{lane}:{hop}` → when that run began. */
function beginnings({ runs }: Facts): ReadonlyMap<string, number> {
  return new Map([...runs.values()].map(({ lane, hop, from }) => [`${lane}:${hop}`, from]));
}

/** From the end of a run that was paused to the beginning of the next; milliseconds since 1970. */
export function pausesIn({ runs }: Facts): { from: number; until: number }[] {
  const records = [...runs.values()];
  return records.flatMap(({ reason, until }) => {
    if (reason !== 'paused' || until === null) return [];
    const next = records.map(({ from }) => from).filter((from) => from >= until);
    return [{ from: until, until: Math.min(...next) }];
  });
}

/** How much of the time between two instants was a pause, in milliseconds. */
export function pausedBetween(one: number, other: number, pauses: ReturnType<typeof pausesIn>): number {
  let paused = 0;
  let counted = one;
  for (const { from, until } of [...pauses].sort((first, second) => first.from - second.from)) {
    const begin = Math.max(from, counted);
    const end = Math.min(until, other);
    if (end <= begin) continue;
    paused += end - begin;
    counted = end;
  }
  return paused;
}
