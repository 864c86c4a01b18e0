import type { StoryStack } from './story-stack.ts';

/** Tickers that are committed together, and those that are fetched at the same time. */
const GROUP_TICKERS = 100 + 5;

/**
 * What was done twice must have a cause: a fault costs at most the group that a run had in its hands, and so does each
 * run that met another, which a run of another lane may.
 *
 * @param again answers beyond the first of each ticker.
 */
export function auditRepetition({ schedule, chain, lanes }: StoryStack, again: number): string[] {
  const faults = [...schedule.faults.values()].reduce((sum, times) => sum + times, 0);
  const meetings = lanes === 1 ? 0 : chain.github.runs().length;
  const most = GROUP_TICKERS * (faults + meetings);
  return again <= most ? [] : [`${again} answers came twice, of at most ${most} after ${faults} faults`];
}
