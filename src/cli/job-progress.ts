import type { JobView } from '../core/view.ts';
import { progressBar, progressLine } from './progress-line.ts';
import type { StatusReply } from './replies.ts';

/** How far a job is, on one line; with a bar if there are columns to fill. */
export function progressText(status: StatusReply, columns: number | null): string {
  const view = viewOf(status);
  const pace = paceOf(status, view);
  return columns === null ? progressLine(view, pace) : progressBar(view, pace, columns);
}

/** The view that the deployment made its answer of, as far as a line of progress shows it. */
function viewOf({ jobId, status, progress, batches, ...plan }: StatusReply): JobView {
  const before = progress.total - plan.tickersToProcess;
  return {
    jobId,
    status,
    progress,
    batches,
    plan: {
      total: plan.tickersToProcess,
      successful: plan.successfulTickers,
      failed: progress.processed - before - plan.successfulTickers,
    },
    // No line shows them one by one.
    failures: [],
  };
}

/** That of the whole job, pauses for the starts of runs included: it is what the deployment measures. */
function paceOf({ status, progress }: StatusReply, { plan }: JobView) {
  const secondsLeft = status === 'running' ? progress.estimatedTimeRemaining : null;
  const left = plan.total - plan.successful - plan.failed;
  return { secondsLeft, tickersPerSecond: secondsLeft ? left / secondsLeft : null };
}
