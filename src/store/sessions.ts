import { deleteIfEqual } from './delete-if-equal.ts';
import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** A session is of no interest any more after that; seconds. */
const LIFE_SECONDS = 7 * 24 * 3_600;
/** Small jobs that fetch the late tickers of a session again, at most. */
export const LATE_JOBS = [1, 2] as const;

/** The jobs of a session, by their ids; null for those that are not there. */
export interface SessionJobs {
  session: string;
  nightly: string | null;
  late: (string | null)[];
  /** The nightly jobs of sessions before. */
  before: (string | null)[];
}

/** @param session `YYYY-MM-DD`. @param earlier sessions before it. One command. */
export async function readSessionJobs(
  redis: Redis,
  session: string,
  earlier: readonly string[],
): Promise<SessionJobs> {
  const late = LATE_JOBS.map((number) => KEYS.late(session, number));
  const [values] = await redis.pipeline([
    ['MGET', KEYS.nightly(session), ...late, ...earlier.map(KEYS.nightly)],
  ]);
  const [nightly = null, ...rest] = (Array.isArray(values) ? values : []).map((value) =>
    typeof value === 'string' ? value : null,
  );
  return { session, nightly, late: rest.slice(0, late.length), before: rest.slice(late.length) };
}

/** Claims the nightly job of a session for a job. @returns the job that has it: this one, or another. */
export function claimNightly(redis: Redis, session: string, jobId: string): Promise<string> {
  return claim(redis, KEYS.nightly(session), jobId);
}

/** Claims a place among the late jobs of a session. @returns the job that has it. */
export function claimLate(redis: Redis, session: string, number: number, jobId: string): Promise<string> {
  return claim(redis, KEYS.late(session, number), jobId);
}

/** Gives up the claim of a job that does not exist. */
export async function releaseNightly(redis: Redis, session: string, jobId: string): Promise<void> {
  await redis.pipeline([deleteIfEqual(jobId, KEYS.nightly(session))]);
}

/** Read back, since the write may have been repeated. */
async function claim(redis: Redis, key: string, jobId: string): Promise<string> {
  const [, owner] = await redis.pipeline([
    ['SET', key, jobId, 'NX', 'EX', LIFE_SECONDS],
    ['GET', key],
  ]);
  return typeof owner === 'string' ? owner : jobId;
}
