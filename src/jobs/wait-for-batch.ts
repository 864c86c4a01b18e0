import type { Clock } from '../core/clock.ts';
import { countDone, hasLease } from '../store/probe.ts';
import type { Redis } from '../store/redis.ts';

const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 3_000;
/** A run that has to be started takes half a minute: the many short pauses would be paid for in vain. */
const PAUSE_GROWTH = 5;
/** How often to look whether the run that is waited for is still there. */
const LEASE_LOOK_MILLISECONDS = 15_000;

export interface Wait {
  jobId: string;
  /** Batches that were done before. */
  done: number;
  /** Milliseconds since 1970. */
  until: number;
  /** Whether to return when nobody is at work any more. */
  leave: boolean;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
}

/**
 * Waits until one more batch of a job is done. One command a look, 21 looks in the first minute and 20 in each other;
 * four more each minute with `leave`.
 */
export async function waitForBatch(
  { jobId, done, until, leave, signal }: Wait,
  { redis, clock }: { redis: Redis; clock: Clock },
): Promise<'batch' | 'gone' | 'late'> {
  let pause = FIRST_PAUSE_MILLISECONDS;
  let nextLeaseLook = clock.now() + LEASE_LOOK_MILLISECONDS;
  for (;;) {
    const left = until - clock.now();
    if (left <= 0) return 'late';
    await clock.sleep(Math.min(pause, left), signal);
    pause = Math.min(PAUSE_GROWTH * pause, LONGEST_PAUSE_MILLISECONDS);
    if ((await countDone(redis, jobId)) > done) return 'batch';
    if (!leave || clock.now() < nextLeaseLook) continue;
    if (!(await hasLease(redis, jobId))) return 'gone';
    nextLeaseLook += LEASE_LOOK_MILLISECONDS;
  }
}
