import type { Pace } from './measure-pace.ts';
import { progressBar, progressLine } from './progress-line.ts';
import type { StatusReply } from './replies.ts';

/** How far a job is, on one line; with a bar if there are columns to fill. */
export function progressText(status: StatusReply, columns: number | null): string {
  const pace = paceOf(status);
  return columns === null ? progressLine(status, pace) : progressBar(status, pace, columns);
}

/** That of the whole job, including the pauses while runs start: the deployment measures this one. */
function paceOf({ status, progress }: StatusReply): Pace {
  const secondsLeft = status === 'running' ? progress.estimatedTimeRemaining : null;
  const left = progress.total - progress.processed;
  return { secondsLeft, tickersPerSecond: secondsLeft ? left / secondsLeft : null };
}
