import type { RunKey } from '../core/run.ts';
import { DELETE_IF_EQUAL } from './delete-if-equal.ts';
import { KEYS } from './keys.ts';
import type { Command, Redis } from './redis.ts';

/** A lease of a run at work lasts so long; Redis' own clock counts it. */
export const LEASE_SECONDS = 90;
/** A run that dispatches the next one, or a caller that requests one, holds the lease so long. */
export const HANDOVER_SECONDS = 300;
/** Whoever starts a run of a lane has so long until another may try. */
const DISPATCH_SECONDS = 180;

/** Takes the lease of a lane, whoever holds it: a run always does. */
export function leaseCommand({ jobId, lane, id }: RunKey, seconds: number): Command {
  return ['SET', KEYS.lease(jobId, lane), id, 'EX', seconds];
}

export async function renewLease(redis: Redis, run: RunKey): Promise<void> {
  await redis.pipeline([leaseCommand(run, LEASE_SECONDS)]);
}

/** Gives up the lease, unless another run has taken it over. */
export function releaseLeaseCommand({ jobId, lane, id }: RunKey): Command {
  return ['EVAL', DELETE_IF_EQUAL, 1, KEYS.lease(jobId, lane), id];
}

export async function releaseLease(redis: Redis, run: RunKey): Promise<void> {
  await redis.pipeline([releaseLeaseCommand(run)]);
}

/**
 * Claims the right to start a run of a lane; of several callers at the same time one gets true. Nobody does while the
 * lane has a lease: between a look at the job and this, a run may have come. `caller.id` tells callers apart.
 */
export async function claimDispatch(redis: Redis, caller: RunKey): Promise<boolean> {
  const { jobId, lane, id } = caller;
  const [, held] = await redis.pipeline([
    ['SET', KEYS.dispatch(jobId, lane), id, 'NX', 'EX', DISPATCH_SECONDS],
    ['MGET', KEYS.dispatch(jobId, lane), KEYS.lease(jobId, lane)],
  ]);
  const [owner, lease] = Array.isArray(held) ? held : [];
  if (owner !== id) return false;
  if (lease === null) return true;
  await releaseDispatch(redis, caller);
  return false;
}

/** Gives up the right to start a run, so that another may try at once. */
export async function releaseDispatch(redis: Redis, { jobId, lane, id }: RunKey): Promise<void> {
  await redis.pipeline([['EVAL', DELETE_IF_EQUAL, 1, KEYS.dispatch(jobId, lane), id]]);
}

/**
 * Reserves the lane for a run that is requested and is not there yet: until then the job counts as started, and if the
 * run never comes, as stalled. Only for the caller that holds the dispatch.
 *
 * @param startedAt ISO 8601, UTC; null if the job has been started before.
 */
export async function reserveRun(redis: Redis, caller: RunKey, startedAt: string | null): Promise<void> {
  const { jobId } = caller;
  await redis.pipeline([
    ...(startedAt === null ? [] : [['HSETNX', KEYS.job(jobId), 'startedAt', startedAt] as const]),
    leaseCommand(caller, HANDOVER_SECONDS),
  ]);
}

/** It is not known whether the run comes: the reservation lasts no longer than the right to start another. */
export async function shortenReservation(redis: Redis, { jobId, lane }: RunKey): Promise<void> {
  await redis.pipeline([['EXPIRE', KEYS.lease(jobId, lane), DISPATCH_SECONDS, 'LT']]);
}

/** The run does not come: another may try at once. A run that came meanwhile keeps its lease. */
export async function cancelReservation(redis: Redis, caller: RunKey): Promise<void> {
  const { jobId, lane, id } = caller;
  await redis.pipeline([
    releaseLeaseCommand(caller),
    ['EVAL', DELETE_IF_EQUAL, 1, KEYS.dispatch(jobId, lane), id],
  ]);
}
