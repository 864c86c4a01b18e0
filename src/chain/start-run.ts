import type { Clock } from '../fill/clock.ts';
import type { Job } from '../job/job.ts';
import { doubtRun, giveDispatchBack, promiseRun, takeDispatch, withdrawRun } from '../store/lease.ts';
import type { Redis } from '../store/redis.ts';
import { GitHubRefused } from './github-error.ts';
import type { ChainWorkflow, StartedRun } from './start-workflow.ts';

/** What became of the wish for a run. `busy`: somebody else has started one, or is about to. */
export type StartResult = { kind: 'started'; run: StartedRun | null } | { kind: 'busy' };

/** For this run alone; what is left out is as the job has it. */
export interface RunWishes {
  maxBatches?: number | undefined;
  autoContinue?: boolean | undefined;
}

/**
 * Starts the next run of a job from outside of the chain, unless somebody is at it. Of those who call at the same
 * time one starts it. Until the run is there a lease speaks for it: if it never comes, the job is stalled, and the
 * watchdog will see to it. Five commands, or six for a job that was never started.
 *
 * @param by tells callers apart.
 * @throws `GitHubRefused` if nothing was started, and another may try at once; `GitHubUnreachable` if it is not known,
 * and nobody may for three minutes.
 */
export async function startRun(
  job: Job,
  wishes: RunWishes,
  by: string,
  { redis, workflow, clock }: { redis: Redis; workflow: ChainWorkflow; clock: Clock },
): Promise<StartResult> {
  if (!(await takeDispatch(redis, job.id, by))) return { kind: 'busy' };
  await promiseRun(redis, job.id, by, job.startedAt ? null : new Date(clock.now()).toISOString());
  const run = await workflow.start(inputsOf(job, wishes)).catch(async (error: unknown) => {
    if (error instanceof GitHubRefused) await withdrawRun(redis, job.id);
    else await doubtRun(redis, job.id);
    throw error;
  });
  await giveDispatchBack(redis, job.id);
  return { kind: 'started', run };
}

function inputsOf({ id }: Job, { maxBatches, autoContinue }: RunWishes): Record<string, string> {
  return {
    'job-id': id,
    ...(maxBatches === undefined ? {} : { 'max-batches': String(maxBatches) }),
    ...(autoContinue === undefined ? {} : { 'auto-continue': String(autoContinue) }),
  };
}
