import type { Facts } from './facts.ts';
import { isSelection, type Job } from './job.ts';

/** Fetches whose reply fails validation until the ticker is failed. */
export const INVALID_ANSWERS = 3;
/** Attempts without an answer, while the source answers others, until the ticker is failed… */
const UNANSWERED_ATTEMPTS = 5;
/** …in at least so many runs, so that one bad quarter of an hour fails nobody. */
const UNANSWERED_RUNS = 2;
/** Attempts that a run spends on one ticker before it hands the batch back. */
export const ATTEMPTS_PER_RUN = 3;
/** Runs in a row that finished no batch: the last of them does not start another. */
export const RUNS_WITHOUT_PROGRESS = 3;

/** Restarts by the watchdog, without a batch finished since, until the job is given up. */
export const RESTARTS_WITHOUT_PROGRESS = 5;

/** Fetches that are still open so long after the time budget are aborted, and their batches handed back. */
export const GRACE_MILLISECONDS = 40_000;

/** Whether the attempts of earlier runs and of this one are enough to fail a ticker as `no-answer`. */
export function isUnanswered(earlier: { attempts: number; runs: number }, counted: number): boolean {
  const runs = earlier.runs + (counted > 0 ? 1 : 0);
  return earlier.attempts + counted >= UNANSWERED_ATTEMPTS && runs >= UNANSWERED_RUNS;
}

/** Hops of a lane after which a job that has not ended is going round in circles. */
export function hopLimit(job: Job): number {
  return 2 * job.totalBatches + 20;
}

/** How many of the last runs of a lane, up to and with `hop`, finished no batch. */
export function runsWithoutProgress(facts: Facts, lane: number, hop: number): number {
  const withProgress = new Set(
    [...facts.done.values()].filter((fact) => fact.lane === lane).map((fact) => fact.hop),
  );
  const hops = [...(facts.hops.get(lane) ?? [])]
    // A run that waited for other lanes had nothing to finish.
    .filter(([claimed, runId]) => claimed <= hop && facts.runs.get(runId)?.reason !== 'idle')
    .map(([claimed]) => claimed)
    .sort((one, other) => other - one);
  const last = hops.findIndex((claimed) => withProgress.has(claimed));
  return last === -1 ? hops.length : last;
}

/** Restarts of a lane since which no batch was finished; those before the job was reopened do not count. */
export function restartsWithoutProgress(job: Job, facts: Facts, lane: number): number {
  const since = job.reopenedAt === null ? 0 : Date.parse(job.reopenedAt);
  return facts.restarts.filter(
    (restart) => restart.lane === lane && restart.at >= since && restart.done >= facts.done.size,
  ).length;
}

/** Failures from which on a share of them says something. */
const LEAST_FAILURES = 20;
/** Of tickers that have a document, more failures than this are the source's: a bad night is never green. */
const LEAST_LOSSES = 10;
const MOST_LOSSES_PERCENT = 5;

/** What has failed of a job so far. */
export interface Failures {
  failed: number;
  /** Those of them that have a document of an earlier night. */
  losses: number;
  /** Tickers of the plan that have one. */
  withDocument: number;
}

export type FailureLimit = 'max-failed-percent' | 'losses';

/**
 * Which share of failures is too large, if any. A job of selected tickers is not held to either, nor is one that a
 * person has reopened: they have seen it.
 */
export function exceededLimit(job: Job, { failed, losses, withDocument }: Failures): FailureLimit | null {
  if (job.reopened > 0 || isSelection(job)) return null;
  if (losses >= LEAST_LOSSES && losses * 100 > withDocument * MOST_LOSSES_PERCENT) return 'losses';
  const isTooMany =
    failed >= LEAST_FAILURES && failed * 100 > job.totalTickers * job.options.maxFailedPercent;
  return isTooMany ? 'max-failed-percent' : null;
}
