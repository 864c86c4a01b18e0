import { formatDuration } from '../core/format-duration.ts';
import { type JobView, percentage } from '../core/view.ts';
import type { Pace } from './measure-pace.ts';

/** What a line of progress shows: the numbers of the API, under their names. */
export interface Progress {
  status: JobView['status'];
  progress: Pick<JobView['progress'], 'percentage'> & Failed;
  batches: Pick<JobView['batches'], 'completed' | 'total'>;
}

/**
 * A job's progress on one line of a terminal, with as long a bar as there is room for. Where there is little room, the
 * parts that matter least are left out.
 */
export function progressBar(job: Progress, pace: Pace, columns: number): string {
  return barLine(job.progress.percentage, partsOf(job, pace), columns);
}

/** A bar, and behind it as many of the parts as there is room for. */
export function barLine(percentage: number, parts: readonly Part[], columns: number): string {
  // The last column stays free: some terminals wrap as soon as it is written.
  const width = columns - 1;
  const lines = shorterAndShorter(parts);
  if (columns < COLUMNS_FOR_A_BAR) return lines.find((line) => line.length <= width) ?? '';
  const line = lines.find(({ length }) => width - length - FRAME >= SHORTEST_BAR) ?? lines.at(-1) ?? '';
  const room = Math.max(0, Math.min(LONGEST_BAR, width - line.length - FRAME));
  const full = Math.floor((room * percentage) / 100);
  return `[${'█'.repeat(full)}${'░'.repeat(room - full)}] ${line}`;
}

/** The same without a bar: `batch 37/101 · 36.6 % · 4.0/s · 2 failed · 1 min 20 s left`. */
export function progressLine(job: Progress, pace: Pace): string {
  return textOf(partsOf(job, pace));
}

/** Where no line can be drawn anew: whether so much has happened that a further one is due. */
export function isLineDue(last: { view: JobView; at: number } | null, view: JobView, now: number): boolean {
  if (!last || last.view.jobId !== view.jobId) return true;
  const gained = planPercentage(view) - planPercentage(last.view);
  return gained >= STEP_PERCENT || (gained > 0 && now - last.at >= STEP_MILLISECONDS);
}

const LONGEST_BAR = 40;
const SHORTEST_BAR = 5;
/** Its brackets, and the space behind them. */
const FRAME = 3;
const COLUMNS_FOR_A_BAR = 40;
const STEP_PERCENT = 10;
const STEP_MILLISECONDS = 5_000;

export interface Part {
  text: string;
  /** The least important is left out first; 0 stays. */
  importance: 0 | 1 | 2 | 3 | 4;
}

function partsOf({ status, progress, batches }: Progress, { tickersPerSecond, secondsLeft }: Pace): Part[] {
  const rate = tickersPerSecond === null ? '' : `${tickersPerSecond.toFixed(1)}/s`;
  const state = status === 'paused' || status === 'stalled' ? status : '';
  const parts: Part[] = [
    { text: `batch ${batches.completed}/${batches.total}`, importance: 0 },
    { text: `${progress.percentage.toFixed(1)} %`, importance: 0 },
    { text: rate, importance: 4 },
    { text: failedText(progress), importance: 2 },
    { text: state, importance: 1 },
    { text: secondsLeft ? `${formatDuration(secondsLeft)} left` : '', importance: 3 },
  ];
  return parts.filter(({ text }) => text !== '');
}

interface Failed {
  failed: number;
  /** The API leaves it out if none is. */
  late?: number | undefined;
}

/** `2 failed`, or `2 failed, 1 late`. */
export function failedText({ failed, late = 0 }: Failed): string {
  return `${failed} failed${late > 0 ? `, ${late} late` : ''}`;
}

function shorterAndShorter(parts: readonly Part[]): string[] {
  return [4, 3, 2, 1, 0].map((least) => textOf(parts.filter(({ importance }) => importance <= least)));
}

function textOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join(' · ');
}

/** Of what this job has to fetch; what was cached before is no news. */
function planPercentage({ plan }: JobView): number {
  return percentage(plan.successful + plan.failed, plan.total);
}
