import type { Leases } from '../core/lanes.ts';
import { MOST_LANES } from '../core/option-limits.ts';
import type { RunKey } from '../core/run.ts';
import { deleteIfEqual } from './delete-if-equal.ts';
import { foundTextsSchema } from './fields.ts';
import { KEYS } from './keys.ts';
import { readOpenJobs } from './open-jobs.ts';
import type { Command, Redis, Reply } from './redis.ts';

/** A lease of a run at work lasts so long; Redis' own clock counts it. */
export const LEASE_SECONDS = 90;
/** A run that dispatches the next one, or a caller that requests one, holds the lease so long. */
export const HANDOVER_SECONDS = 300;
/** Whoever starts a run of a lane has so long until another may try. */
export const DISPATCH_SECONDS = 180;

/** All that a job may have. */
const LANES = Array.from({ length: MOST_LANES }, (_, index) => index + 1);

/** The keys of all leases of a job, lane by lane. */
export function leaseKeys(jobId: string): string[] {
  return LANES.map((lane) => KEYS.lease(jobId, lane));
}

/** From the reply of an `MGET` of `leaseKeys`. */
export function parseLeases(reply: readonly Reply[]): Leases {
  return new Map(
    reply.flatMap((holder, index) => (typeof holder === 'string' ? [[index + 1, holder] as const] : [])),
  );
}

/** Takes the lease of a lane, whoever holds it: a run always does. */
export function leaseCommand({ jobId, lane, id }: RunKey, seconds: number): Command {
  return ['SET', KEYS.lease(jobId, lane), id, 'EX', seconds];
}

export async function renewLease(redis: Redis, run: RunKey): Promise<void> {
  await redis.pipeline([leaseCommand(run, LEASE_SECONDS)]);
}

/** Gives up the lease, unless another run has taken it over. */
export function releaseLeaseCommand({ jobId, lane, id }: RunKey): Command {
  return deleteIfEqual(id, KEYS.lease(jobId, lane));
}

export async function releaseLease(redis: Redis, run: RunKey): Promise<void> {
  await redis.pipeline([releaseLeaseCommand(run)]);
}

/**
 * Gives up the leases and the claims of all lanes of all open jobs, whoever holds them: for a Redis in which nobody can be
 * at work. One command more than there are to find the jobs.
 *
 * @param now milliseconds since 1970
 */
export async function dropLeases(redis: Redis, now: number): Promise<void> {
  const jobs = await readOpenJobs(redis, now);
  const keys = jobs.flatMap((id) => [...leaseKeys(id), ...LANES.map((lane) => KEYS.dispatch(id, lane))]);
  if (keys.length > 0) await redis.pipeline([['DEL', ...keys]]);
}

/** Who wants to start a run of some lanes of a job; `id` tells callers apart. */
export interface LanesCaller {
  jobId: string;
  lanes: readonly number[];
  id: string;
}

/**
 * Claims the right to start a run of each of these lanes; of several callers at the same time one gets a lane. Nobody gets
 * one that has a lease: between a look at the job and this, a run may have come. One command for each lane, and one.
 *
 * @returns the lanes that the caller may start.
 */
export async function claimDispatches(redis: Redis, caller: LanesCaller): Promise<number[]> {
  const { jobId, lanes, id } = caller;
  if (lanes.length === 0) return [];
  const dispatches = lanes.map((lane) => KEYS.dispatch(jobId, lane));
  const replies = await redis.pipeline([
    ...dispatches.map((key) => ['SET', key, id, 'NX', 'EX', DISPATCH_SECONDS] as const),
    ['MGET', ...dispatches, ...lanes.map((lane) => KEYS.lease(jobId, lane))],
  ]);
  const held = foundTextsSchema.parse(replies.at(-1));
  const ours = lanes.filter((_, index) => held[index] === id);
  const isLeased = (lane: number) => held[lanes.length + lanes.indexOf(lane)] !== null;
  await settleStarts(redis, caller, { started: ours.filter(isLeased) });
  return ours.filter((lane) => !isLeased(lane));
}

/** The same for one lane. */
export async function claimDispatch(redis: Redis, { jobId, lane, id }: RunKey): Promise<boolean> {
  return (await claimDispatches(redis, { jobId, lanes: [lane], id })).length > 0;
}

/**
 * Reserves the lanes for runs that are requested and are not there yet: until then the job counts as started, and if no
 * run ever comes, as stalled. Only for the caller that holds the dispatches.
 *
 * @param startedAt ISO 8601, UTC; null if the job has been started before.
 */
export async function reserveRuns(
  redis: Redis,
  { jobId, lanes, id }: LanesCaller,
  startedAt: string | null,
): Promise<void> {
  if (lanes.length === 0) return;
  await redis.pipeline([
    ...(startedAt === null ? [] : [['HSETNX', KEYS.job(jobId), 'startedAt', startedAt] as const]),
    ...lanes.map((lane) => leaseCommand({ jobId, lane, id }, HANDOVER_SECONDS)),
  ]);
}

/** What came of the requests for runs, by lane. */
export interface Starts {
  started?: readonly number[] | undefined;
  /** The run does not come: another may try at once. */
  refused?: readonly number[] | undefined;
  /** The run may come: the reservation lasts no longer than the right to start another. */
  unknown?: readonly number[] | undefined;
}

/** Gives up what a caller holds after its requests. A run that came meanwhile keeps its lease. */
export async function settleStarts(
  redis: Redis,
  { jobId, id }: Pick<LanesCaller, 'jobId' | 'id'>,
  { started = [], refused = [], unknown = [] }: Starts,
): Promise<void> {
  const left = [
    ...[...started, ...refused].map((lane) => KEYS.dispatch(jobId, lane)),
    ...refused.map((lane) => KEYS.lease(jobId, lane)),
  ];
  const commands: Command[] = unknown.map((lane) => [
    'EXPIRE',
    KEYS.lease(jobId, lane),
    DISPATCH_SECONDS,
    'LT',
  ]);
  if (left.length > 0) commands.push(deleteIfEqual(id, ...left));
  await redis.pipeline(commands);
}
