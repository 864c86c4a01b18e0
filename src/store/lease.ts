import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** A run's promise that it is at work lasts so long; Redis' own clock counts it. */
export const LEASE_SECONDS = 90;
/** A run that starts the next one promises that it will be there within this time. */
export const HANDOVER_SECONDS = 300;
/** Whoever starts a run has so long until another may try. */
const DISPATCH_SECONDS = 180;

/** Promises, for that many seconds, that work goes on. A run always takes the lease over. */
export async function holdLease(
  redis: Redis,
  jobId: string,
  lane: number,
  runId: string,
  seconds: number,
): Promise<void> {
  await redis.pipeline([['SET', KEYS.lease(jobId, lane), runId, 'EX', seconds]]);
}

/**
 * Of those who would start a run of a job at the same time, one is told true. `by` tells them apart. Nobody is while
 * a lease lives: between a look at the job and this, a run may have come.
 */
export async function claimDispatch(redis: Redis, jobId: string, by: string): Promise<boolean> {
  const [, held] = await redis.pipeline([
    ['SET', KEYS.dispatch(jobId), by, 'NX', 'EX', DISPATCH_SECONDS],
    ['MGET', KEYS.dispatch(jobId), KEYS.lease(jobId, 1)],
  ]);
  const [owner, lease] = Array.isArray(held) ? held : [];
  if (owner !== by) return false;
  if (lease === null) return true;
  await releaseDispatch(redis, jobId);
  return false;
}

/** After a refusal, or when a lease has taken its place, another may try at once. */
export async function releaseDispatch(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([['DEL', KEYS.dispatch(jobId)]]);
}

/**
 * Promises on behalf of a run that has been asked for and is not there yet: until then the job counts as started,
 * and if the run never comes, as stalled. Only for those who hold the dispatch.
 *
 * @param at ISO 8601, UTC.
 */
export async function reserveRun(redis: Redis, jobId: string, by: string, at: string | null): Promise<void> {
  await redis.pipeline([
    ...(at === null ? [] : [['HSETNX', KEYS.job(jobId), 'startedAt', at] as const]),
    ['SET', KEYS.lease(jobId, 1), by, 'EX', HANDOVER_SECONDS],
  ]);
}

/** Whether the run comes is not known: the promise lasts no longer than the right to start another. */
export async function shortenReservation(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([['EXPIRE', KEYS.lease(jobId, 1), DISPATCH_SECONDS, 'LT']]);
}

/** The run does not come: promise and right go, and another may try at once. */
export async function cancelReservation(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([['DEL', KEYS.lease(jobId, 1), KEYS.dispatch(jobId)]]);
}
