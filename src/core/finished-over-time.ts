import type { Facts } from './facts.ts';
import type { Job } from './job.ts';

/** How many batches were finished in each of a row of intervals of one length. */
export interface FinishedOverTime {
  /** When the first interval begins; milliseconds since 1970. */
  from: number;
  /** Of one interval; may be a fraction. */
  seconds: number;
  batches: number[];
}

/** A plot of more says no more on a phone. */
const MOST_INTERVALS = 60;
const SHORTEST_INTERVAL_SECONDS = 10;

/** From the start of the job to its newest batch, cut in intervals of one length; null while no batch is done. */
export function finishedOverTime(
  { state }: Pick<Job, 'state'>,
  { done }: Pick<Facts, 'done'>,
): FinishedOverTime | null {
  const times = [...done.values()].map(({ at }) => at);
  if (times.length === 0) return null;
  const first = times.reduce((one, other) => Math.min(one, other));
  const last = times.reduce((one, other) => Math.max(one, other));
  // The clock of whoever started the job may be ahead of the runner's.
  const from = Math.min(state.startedAt ? Date.parse(state.startedAt) : first, first);
  const span = Math.max(1, (last - from) / 1_000);
  const count = Math.min(MOST_INTERVALS, Math.max(1, Math.floor(span / SHORTEST_INTERVAL_SECONDS)));
  const seconds = span / count;
  const batches = Array.from({ length: count }, () => 0);
  for (const at of times) {
    const interval = Math.min(count - 1, Math.floor((at - from) / 1_000 / seconds));
    batches[interval] = (batches[interval] ?? 0) + 1;
  }
  return { from, seconds, batches };
}
