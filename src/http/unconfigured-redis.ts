import type { Redis } from '../store/redis.ts';
import { Problem } from './problem.ts';

/** Stands where no Redis is configured, and says so to whoever needs one. */
export function createUnconfiguredRedis(): Redis {
  const refuse = async () => {
    throw new Problem(
      'not-configured',
      'No Redis is configured: set the environment variables UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN.',
    );
  };
  return { pipeline: refuse, transaction: refuse };
}
