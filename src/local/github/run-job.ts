import { join } from 'node:path';
import { interpolate, isMet } from './expression.ts';
import { type JobProgress, runSteps } from './job-steps.ts';
import { evaluateEnvironment, type RunContexts, type RunIdentity } from './run-contexts.ts';
import type { RunSite } from './run-site.ts';
import { inTurn, type Waiting } from './wait-for-turn.ts';
import type { Job } from './workflow-file.ts';

/** Runs one job of a run, in its turn, within its time, and with a token of its own that dies with it. */
export async function runJob(
  work: { jobId: string; job: Job; identity: RunIdentity; contexts: RunContexts; site: RunSite },
  waiting: Waiting,
  progress: JobProgress,
): Promise<'success' | 'failure' | 'cancelled' | 'skipped'> {
  const { jobId, job, identity, contexts, site } = work;
  const { workflow } = identity;
  if (job.if !== undefined && !isMet(job.if, contexts, false)) return 'skipped';

  const succeeded = await inTurn(waiting, job.concurrency, contexts, async () => {
    const token = site.tokens.issue(job.permissions ?? workflow.permissions);
    const minutes = Number(interpolate(job['timeout-minutes'], contexts));
    const exceeded = () =>
      waiting.cancel(`the job ${jobId} has worked for ${minutes} minutes, its timeout-minutes`);
    const timeout = setTimeout(exceeded, minutes * MILLISECONDS_PER_MINUTE);
    try {
      const environment = evaluateEnvironment(workflow.env, { ...contexts, secrets: site.secrets });
      const folder = join(site.runsFolder, String(identity.id));
      const steps = { jobId, job, environment, token, folder };
      return await runSteps(steps, contexts, site, waiting.signal, progress);
    } finally {
      clearTimeout(timeout);
      site.tokens.revoke(token);
    }
  });
  if (waiting.signal.aborted) return 'cancelled';
  return succeeded ? 'success' : 'failure';
}

const MILLISECONDS_PER_MINUTE = 60_000;
