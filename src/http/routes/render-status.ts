import { secondsRemaining } from '../../core/estimate.ts';
import { endOf, type Job } from '../../core/job.ts';
import { lanesOf } from '../../core/lanes.ts';
import { type JobView, viewJob } from '../../core/view.ts';
import { lastActivity, nextWatch } from '../../core/watch.ts';
import { withCount } from '../../core/with-count.ts';
import type { StoredJobAndPlan } from '../../store/read-job.ts';
import { renderProgress } from '../render-progress.ts';
import { renderBatchStates, renderFinished, renderRunRecords, successfulTickers } from './job-details.ts';

/** The status of a job. @param now milliseconds since 1970. */
export function renderStatus({ job, facts, alive }: StoredJobAndPlan, now: number) {
  const view = viewJob(job, facts, alive);
  const { completed, total, remaining } = view.batches;
  return {
    success: true as const,
    jobId: job.id,
    status: view.status,
    progress: {
      ...renderProgress(view.progress),
      elapsedTime: elapsedSeconds(job, now),
      estimatedTimeRemaining: secondsRemaining(job, facts),
    },
    batches: { current: completed, total, completed, remaining },
    message: statusMessage(job, view, nextWatch(job, facts, now) !== null),
  };
}

/** What `detailed=true` adds. @param runsUrl before the id of a run on GitHub. */
export function renderDetails(
  { job, facts, alive, leases, plan }: StoredJobAndPlan,
  lateTickers: string[],
  now: number,
  runsUrl: string | null,
) {
  const view = viewJob(job, facts, alive);
  const known = (plan?.knownFailed ?? []).map(({ ticker, error, code }) => ({
    ticker,
    error,
    code,
    batchNumber: null,
  }));
  const failed = view.failures.map(({ ticker, error, code, batch }) => ({
    ticker,
    error,
    code,
    batchNumber: batch,
  }));
  const lookAt = nextWatch(job, facts, now);
  return {
    startTime: job.startTime,
    batchSize: job.options.batchSize,
    tickersToProcess: plan?.tickers ?? [],
    successfulTickers: plan ? successfulTickers(job, facts, plan) : [],
    failedTickers: [...known, ...failed],
    lateTickers,
    batchStates: renderBatchStates(job, facts),
    finished: renderFinished(job, facts),
    runs: renderRunRecords(facts, runsUrl),
    lanes: lanesOf(job, facts, leases),
    stalled:
      view.status === 'stalled'
        ? { since: isoTime(lastActivity(job, facts)), nextLook: lookAt === null ? null : isoTime(lookAt) }
        : null,
    ...(job.retryOf ? { retryOf: job.retryOf } : {}),
  };
}

/** The answer without the values that change by the clock alone, for the ETag. */
export function withoutClock(
  answer: ReturnType<typeof renderStatus> & Partial<ReturnType<typeof renderDetails>>,
): unknown {
  const { progress, stalled, ...rest } = answer;
  return { ...rest, progress: { ...progress, elapsedTime: null }, stalledSince: stalled?.since };
}

function elapsedSeconds(job: Job, now: number): number {
  const { startedAt } = job.state;
  const end = endOf(job);
  if (!startedAt) return 0;
  const until = end ? Date.parse(end.at) : now;
  return Math.max(0, Math.floor((until - Date.parse(startedAt)) / 1_000));
}

function statusMessage({ state }: Job, { status, batches, progress }: JobView, isWatched: boolean): string {
  const { completed, total, remaining } = batches;
  const left = `${withCount(remaining, 'batch', 'batches')} remaining.`;
  switch (status) {
    case 'pending':
      return `Not started yet. ${left}`;
    case 'running':
      return remaining === 0
        ? 'All batches are done. The last run is about to end the job.'
        : `Processing batch ${completed + 1} of ${total}. ${left}`;
    case 'paused':
      return `Paused since ${state.status === 'paused' ? state.pausedAt : 'now'}. ${left}`;
    case 'stalled':
      return `No run is at work: continue the job${isWatched ? ', or leave it to the watchdog' : ''}. ${left}`;
    case 'completed':
      return `Completed: ${progress.successful} successful, ${progress.failed} failed.`;
    case 'failed':
      return state.status === 'ended' && state.end.status === 'failed' ? state.end.reason : `Failed. ${left}`;
    case 'cancelled':
      return `Cancelled. ${left}`;
  }
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
