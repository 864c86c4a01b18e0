import type { Facts } from '../core/facts.ts';
import type { Redis } from '../store/redis.ts';
import { claimHop, type RunKey } from '../store/run.ts';

/** Others that may take the next number at the same time, before we give up. */
const TRIES = 8;

/**
 * The number of this run in the chain: the one that its event names, or the next free one.
 *
 * @returns null if the event's number is taken: it was delivered twice.
 */
export async function claimNextHop(
  redis: Redis,
  run: RunKey,
  facts: Facts,
  named: number | undefined,
): Promise<number | null> {
  if (named !== undefined) return (await claimHop(redis, run, named)) ? named : null;
  const next = nextHop(facts);
  for (let hop = next; hop < next + TRIES; hop++) if (await claimHop(redis, run, hop)) return hop;
  throw new Error(`${TRIES} runs of ${run.jobId} began at the same time: leave it to them.`);
}

/** The first number that nobody is known to have taken. */
export function nextHop(facts: Facts): number {
  return Math.max(0, ...facts.hops.keys()) + 1;
}
