import type { Redis } from './redis.ts';

/** A Redis whose requests wait for what has to be written before them, and reject if that does. */
export function redisAfter(written: Promise<unknown>, redis: Redis): Redis {
  // Until the first request nobody else awaits it, and a rejection that nobody handles would end the process.
  written.catch(() => undefined);
  return {
    async pipeline(commands) {
      await written;
      return redis.pipeline(commands);
    },
    async transaction(commands) {
      await written;
      return redis.transaction(commands);
    },
  };
}
