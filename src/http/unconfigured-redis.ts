import type { Redis } from '../store/redis.ts';
import { Problem } from './problem.ts';

/** Refuses each command with the variables to set: for a deployment without Redis. */
export function createUnconfiguredRedis(): Redis {
  const refuse = async () => {
    throw new Problem(
      'not-configured',
      'No Redis is configured: set the environment variables UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN.',
    );
  };
  return { pipeline: refuse, transaction: refuse };
}
