import type { Clock } from '../core/clock.ts';
import type { Job } from '../core/job.ts';
import { GitHubRefused } from '../github/github-error.ts';
import {
  cancelReservation,
  claimDispatch,
  releaseDispatch,
  reserveRun,
  shortenReservation,
} from '../store/lease.ts';
import type { Redis } from '../store/redis.ts';

/** What became of the wish for a run. `busy`: somebody else has started one, or is about to. */
export type StartResult<Run> = { kind: 'started'; run: Run } | { kind: 'busy' };

/**
 * Starts the next run of a job from outside of the chain, unless somebody is at it. Of those who call at the same
 * time one starts it. Until the run is there a lease speaks for it: if it never comes, the job is stalled, and the
 * watchdog will see to it. Four commands, or five for a job that was never started.
 *
 * @param by tells callers apart.
 * @param start asks GitHub for the run.
 * @throws `GitHubRefused` if nothing was started, and another may try at once; `GitHubUnreachable` if it is not known,
 * and nobody may for three minutes.
 */
export async function startRun<Run>(
  job: Job,
  by: string,
  { redis, clock }: { redis: Redis; clock: Clock },
  start: () => Promise<Run>,
): Promise<StartResult<Run>> {
  if (!(await claimDispatch(redis, job.id, by))) return { kind: 'busy' };
  await reserveRun(redis, job.id, by, job.startedAt ? null : new Date(clock.now()).toISOString());
  const run = await start().catch(async (error: unknown) => {
    if (error instanceof GitHubRefused) await cancelReservation(redis, job.id);
    else await shortenReservation(redis, job.id);
    throw error;
  });
  await releaseDispatch(redis, job.id);
  return { kind: 'started', run };
}
