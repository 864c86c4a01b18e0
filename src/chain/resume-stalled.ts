import { statusOf } from '../job/view.ts';
import { lastRun } from '../job/watch.ts';
import { giveDispatchBack, takeDispatch } from '../store/lease.ts';
import { forgetOpenJob, readOpenJobs } from '../store/open-jobs.ts';
import { readJob, type StoredJob } from '../store/read-job.ts';
import { GitHubRefused } from './github-error.ts';
import type { RunPorts } from './run-ports.ts';

/** What a look at the open jobs came to. `troubles` make the watchdog's run red. */
export interface WatchOutcome {
  resumed: string[];
  troubles: string[];
}

/**
 * The watchdog: starts one run for each job that has work left and nobody at it. Two watchdogs at the same time
 * start one run, since each first takes the job's right to dispatch.
 */
export async function resumeStalled(runId: string, ports: RunPorts): Promise<WatchOutcome> {
  const { redis, clock, log } = ports;
  const outcome: WatchOutcome = { resumed: [], troubles: [] };
  const open = await readOpenJobs(redis, clock.now());
  for (const jobId of open) {
    const stored = await readJob(redis, jobId);
    if (!stored || stored.job.end) await forgetOpenJob(redis, jobId);
    else if (shouldResume(stored, clock.now())) await resume(jobId, runId, ports, outcome);
  }
  if (outcome.resumed.length + outcome.troubles.length === 0) log(`No job is stalled (${open.length} open).`);
  return outcome;
}

/** A job that was told not to go on by itself, or whose source wants to be left alone, is not touched. */
function shouldResume({ job, facts, alive }: StoredJob, now: number): boolean {
  if (statusOf(job, alive) !== 'stalled') return false;
  const last = lastRun(facts);
  return last?.reason !== 'stopped' && (last?.notBefore ?? 0) <= now;
}

async function resume(jobId: string, runId: string, ports: RunPorts, outcome: WatchOutcome): Promise<void> {
  const { redis, github, log } = ports;
  if (!(await takeDispatch(redis, jobId, runId))) return;
  try {
    await github.dispatch({ v: 1, jobId, lane: 1, reason: 'watchdog' });
    outcome.resumed.push(jobId);
    log(`${jobId} was stalled: a run was started for it.`);
  } catch (error) {
    if (error instanceof GitHubRefused) await giveDispatchBack(redis, jobId);
    outcome.troubles.push(error instanceof Error ? error.message : String(error));
  }
}
