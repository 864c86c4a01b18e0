import * as z from 'zod';
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

const rememberedSchema = z.object({ jobId: z.string(), request: z.string() });

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
  return parse(stored) ?? mine;
}

function parse(reply: Reply | undefined): Remembered | null {
  return typeof reply === 'string' ? rememberedSchema.parse(JSON.parse(reply)) : null;
}
