import type { Clock } from '../core/clock.ts';
import type { RunKey } from '../core/run.ts';
import { renewLease } from '../store/lease.ts';
import type { Redis } from '../store/redis.ts';

const RENEW_MILLISECONDS = 30_000;

/** Renews a lease every 30 s until it is stopped. Nothing else does: a commit may be long in coming. */
export function keepLease(redis: Redis, clock: Clock, run: RunKey): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const renewing = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await clock.sleep(RENEW_MILLISECONDS, stopped.signal);
        await renewLease(redis, run);
      } catch {
        // Stopped; or Redis is out of reach, of which the next commit will tell more.
      }
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await renewing;
    },
  };
}
