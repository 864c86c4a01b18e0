import type { Finished } from './replies.ts';

const RECENT_SECONDS = 300;

/** Batches a minute in the newest intervals, and over how many seconds they were counted. */
export function recentPace({ seconds, batches }: Finished): { perMinute: number; seconds: number } {
  const intervals = Math.min(batches.length, Math.max(1, Math.ceil(RECENT_SECONDS / seconds)));
  const counted = batches.slice(-intervals).reduce((sum, count) => sum + count, 0);
  return { perMinute: (counted / (intervals * seconds)) * 60, seconds: intervals * seconds };
}

/** For a plot: the middle of each interval in seconds since 1970, and the batches a minute in it. */
export function paceSeries({ from, seconds, batches }: Finished): [times: number[], perMinute: number[]] {
  const start = Date.parse(from) / 1_000;
  return [
    batches.map((_, index) => start + (index + 0.5) * seconds),
    batches.map((count) => (count / seconds) * 60),
  ];
}
