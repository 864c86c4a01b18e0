import { parsePairs } from './fields.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** Longer than a request to Redis with all its repetitions (45 s) and a delivery (9 s) take together. */
const CLAIM_SECONDS = 60;

/**
 * Claims the right to send the notice of an event, for a minute: of several callers at the same time one gets it.
 *
 * @param by tells callers apart.
 * @returns the fields of `batch_job:{id}:told`; null if another caller is sending the notice.
 */
export async function claimNotice(
  redis: Redis,
  jobId: string,
  event: string,
  by: string,
): Promise<ReadonlySet<string> | null> {
  const key = KEYS.notice(jobId, event);
  const [, owner, told] = await redis.pipeline([
    ['SET', key, by, 'NX', 'EX', CLAIM_SECONDS],
    ['GET', key],
    // After the claim: whoever had it before has written by then what it delivered.
    ['HGETALL', KEYS.told(jobId)],
  ]);
  return owner === by ? new Set(parsePairs(told).map(([field]) => field)) : null;
}

/** Records what was delivered. @param at ISO 8601, UTC. */
export async function writeTold(
  redis: Redis,
  jobId: string,
  fields: readonly string[],
  at: string,
): Promise<void> {
  await redis.pipeline([
    ...fields.map((field) => ['HSETNX', KEYS.told(jobId), field, at] as const),
    ['EXPIRE', KEYS.told(jobId), JOB_LIFE_SECONDS],
  ]);
}

/** Whether the notice of an event was delivered to all who want it. One command. */
export async function isTold(redis: Redis, jobId: string, event: string): Promise<boolean> {
  const [at] = await redis.pipeline([['HGET', KEYS.told(jobId), event]]);
  return at !== null;
}
