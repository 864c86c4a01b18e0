import { formatDuration } from '../core/format-duration.ts';
import { type JobView, percentage } from '../core/view.ts';
import type { Pace } from './measure-pace.ts';

/** A job's progress on one line of a terminal, with as long a bar as there is room for. */
export function progressBar(view: JobView, pace: Pace, columns: number): string {
  const text = ` ${progressLine(view, pace)}`;
  // The last column stays free: some terminals wrap as soon as it is written.
  const room = Math.min(LONGEST_BAR, columns - 1 - text.length - 2);
  if (room < SHORTEST_BAR) return text.trim().slice(0, Math.max(0, columns - 1));
  const full = Math.floor((room * planPercentage(view)) / 100);
  return `[${'█'.repeat(full)}${'░'.repeat(room - full)}]${text}`;
}

/** The same without a bar: `batch 37/101 · 36.6 % · 4.0/s · 2 failed · 1 min 20 s left`. */
export function progressLine(view: JobView, { tickersPerSecond, secondsLeft }: Pace): string {
  const { batches, plan, status } = view;
  return [
    `batch ${batches.completed}/${batches.total}`,
    `${planPercentage(view).toFixed(1)} %`,
    ...(tickersPerSecond === null ? [] : [`${tickersPerSecond.toFixed(1)}/s`]),
    `${plan.failed} failed`,
    ...(status === 'paused' || status === 'stalled' ? [status] : []),
    ...(secondsLeft ? [`${formatDuration(secondsLeft)} left`] : []),
  ].join(' · ');
}

/** Where no line can be drawn anew: whether so much has happened that a further one is due. */
export function isLineDue(last: { view: JobView; at: number } | null, view: JobView, now: number): boolean {
  if (!last || last.view.jobId !== view.jobId) return true;
  const gained = planPercentage(view) - planPercentage(last.view);
  return gained >= STEP_PERCENT || (gained > 0 && now - last.at >= STEP_MILLISECONDS);
}

const LONGEST_BAR = 40;
const SHORTEST_BAR = 8;
const STEP_PERCENT = 10;
const STEP_MILLISECONDS = 5_000;

/** Of what this job has to fetch; what was cached before is no progress. */
function planPercentage({ plan }: JobView): number {
  return percentage(plan.successful + plan.failed, plan.total);
}
