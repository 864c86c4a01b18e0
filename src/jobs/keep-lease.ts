import type { Clock } from '../core/clock.ts';
import { holdLease, LEASE_SECONDS } from '../store/lease.ts';
import type { Redis } from '../store/redis.ts';

const RENEW_MILLISECONDS = 30_000;

/** Renews a lease every 30 s until it is stopped; a commit renews it too, but may be long in coming. */
export function keepLease(
  redis: Redis,
  clock: Clock,
  { jobId, lane, runId }: { jobId: string; lane: number; runId: string },
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const renewing = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await clock.sleep(RENEW_MILLISECONDS, stopped.signal);
        await holdLease(redis, jobId, lane, runId, LEASE_SECONDS);
      } catch {
        // Stopped; or Redis is away, of which the next commit will have more to say.
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
