import type { Facts } from './facts.ts';
import { FIRST_LANE } from './lanes.ts';

// A lane has no list of its own in Redis: which batches it takes follows from their numbers and from what is done.

/** With fewer batches left than this a helper commits each by itself: what two lanes do twice is then one batch. */
export const COMMIT_EACH_BELOW = 40;
/** A lane may have that many tickers fetched and not committed: a group of 100, and those under way. */
const IN_HAND_TICKERS = 120;
/** A lane commits every 20 s. One from whose share nothing comes for longer is dead, slow, or about to start. */
export const SILENCE_MILLISECONDS = 25_000;
/** A helper looks anew after so many tickers: one group. */
const LARGEST_HELP_TICKERS = 100;

/** The lane whose share a batch is in. */
export function laneOfBatch(batch: number, lanes: number): number {
  return ((batch - 1) % lanes) + FIRST_LANE;
}

/** What a lane with nothing left in its own share knows of the others. */
export interface Surroundings {
  lane: number;
  /** How many lanes the job has. */
  lanes: number;
  batchSize: number;
  /** What is left, but for what this run has handed back. */
  open: readonly number[];
  /** The other lanes that have a lease, with the time since which nothing has come from their share; milliseconds. */
  others: ReadonlyMap<number, number>;
}

/**
 * The batches with which a lane helps the others next; none if all that is left is in their hands. From the far end of
 * what is left, where the lane whose share it is comes last; several helpers begin at different places.
 */
export function helpFrom({ lane, lanes, batchSize, open, others }: Surroundings): number[] {
  const inHand = new Set(
    [...others].flatMap(([other, silence]) => {
      if (silence >= SILENCE_MILLISECONDS) return [];
      const share = open.filter((batch) => laneOfBatch(batch, lanes) === other).sort((one, two) => one - two);
      return share.slice(0, Math.ceil(IN_HAND_TICKERS / batchSize));
    }),
  );
  const free = open.filter((batch) => !inHand.has(batch)).sort((one, other) => other - one);
  const alive = [...others.keys(), lane].sort((one, other) => one - other);
  const start = Math.floor((free.length * alive.indexOf(lane)) / alive.length);
  const size = Math.ceil(Math.min(LARGEST_HELP_TICKERS / batchSize, free.length / alive.length));
  return [...free.slice(start), ...free.slice(0, start)].slice(0, size);
}

/** A lane that waits, and another that it waits for. */
export interface Waiting {
  lane: number;
  other: number;
  /** Who holds the lease of the other lane. */
  holder: string | undefined;
  /** How many lanes the job has. */
  lanes: number;
}

/**
 * Since when the runs of a lane have waited for another in vain: the runs before this one may each have been too short to
 * see that it is silent. Milliseconds since 1970; null if the run before did not wait.
 */
export function waitedSince({ runs, done }: Facts, { lane, other, holder, lanes }: Waiting): number | null {
  const earlier = [...runs.values()].filter((record) => record.lane === lane && record.until !== null);
  earlier.sort((one, two) => two.hop - one.hop);
  const busy = earlier.findIndex(({ reason }) => reason !== 'idle');
  const first = earlier[(busy === -1 ? earlier.length : busy) - 1];
  if (!first) return null;
  const came = [...done].filter(([batch]) => laneOfBatch(batch, lanes) === other).map(([, { at }]) => at);
  const begun = holder === undefined ? undefined : runs.get(holder)?.from;
  return Math.max(first.from, begun ?? first.from, ...came);
}
