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

/** Of those who would start a run of a job at the same time, one is told true. `by` tells them apart. */
export async function takeDispatch(redis: Redis, jobId: string, by: string): Promise<boolean> {
  const [, owner] = await redis.pipeline([
    ['SET', KEYS.dispatch(jobId), by, 'NX', 'EX', DISPATCH_SECONDS],
    ['GET', KEYS.dispatch(jobId)],
  ]);
  return owner === by;
}

/** After a refusal, another may try at once. */
export async function giveDispatchBack(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([['DEL', KEYS.dispatch(jobId)]]);
}
