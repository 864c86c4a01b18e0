import * as z from 'zod/mini';
import { JOB_ID } from '../core/job.ts';
import { jsonField } from './fields.ts';
import { KEYS } from './keys.ts';
import type { Redis, Reply } from './redis.ts';

/** A caller that repeats itself for so long gets the same job. */
const LIFE_SECONDS = 24 * 3_600;

/** What was asked for under a key, and the job that came of it. */
export interface Remembered {
  jobId: string;
  /** Digest of the request, as it was understood. */
  request: string;
}

const rememberedSchema = jsonField(
  z.object({ jobId: z.string().check(z.regex(JOB_ID)), request: z.string() }),
);

/** @param digest of the key that the caller has chosen. */
export async function recall(redis: Redis, digest: string): Promise<Remembered | null> {
  const [stored] = await redis.pipeline([['GET', KEYS.idempotency(digest)]]);
  return parse(stored);
}

/** Remembers a job for a key, unless another is remembered already. Returns the one that is. */
export async function remember(redis: Redis, digest: string, mine: Remembered): Promise<Remembered> {
  const key = KEYS.idempotency(digest);
  const [, stored] = await redis.pipeline([
    ['SET', key, JSON.stringify(mine), 'NX', 'EX', LIFE_SECONDS],
    ['GET', key],
  ]);
  const remembered = parse(stored);
  if (remembered) return remembered;
  // What cannot be read is nobody's: this job takes its place.
  await redis.pipeline([['SET', key, JSON.stringify(mine), 'EX', LIFE_SECONDS]]);
  return mine;
}

/** Null for what was not written by us. */
function parse(reply: Reply | undefined): Remembered | null {
  return rememberedSchema.safeParse(reply).data ?? null;
}
