import { pausedBetween, pausesIn } from '../core/estimate.ts';
import type { Facts } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import type { JobView } from '../core/view.ts';

/** How fast a job goes on; null while nothing has been finished lately. */
export interface Pace {
  tickersPerSecond: number | null;
  secondsLeft: number | null;
}

const WINDOW_MILLISECONDS = 60_000;

/**
 * The pace of the last minute, from the batches that were finished in it; pauses do not count. So it is right from the
 * first look at a job that has been at work for long, and is unknown for one that was idle.
 *
 * @param now milliseconds since 1970.
 */
export function measurePace(job: Job, facts: Facts, view: JobView, now: number): Pace {
  const recent = [...facts.done.values()].filter(({ at }) => at > now - WINDOW_MILLISECONDS);
  if (recent.length === 0) return { tickersPerSecond: null, secondsLeft: null };
  const from = Math.min(...recent.map(({ at, milliseconds }) => at - milliseconds));
  const until = Math.max(...recent.map(({ at }) => at));
  const tickers = Math.min(recent.length * job.options.batchSize, job.toProcess);
  const worked = until - from - pausedBetween(from, until, pausesIn(facts));
  const tickersPerSecond = (tickers / Math.max(1, worked)) * 1_000;
  const left = view.plan.total - view.plan.successful - view.plan.failed;
  // Nobody works on a job that is paused, or has ended.
  return {
    tickersPerSecond,
    secondsLeft: view.status === 'running' ? Math.ceil(left / tickersPerSecond) : null,
  };
}
