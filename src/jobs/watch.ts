import { RESTARTS_WITHOUT_PROGRESS, restartsWithoutProgress } from '../core/limits.ts';
import { statusOf, viewJob } from '../core/view.ts';
import { lastRun } from '../core/watch.ts';
import { GitHubRefused, GitHubUnreachable } from '../github/github-error.ts';
import { endJob } from '../store/end-job.ts';
import { forgetOpenJob, readOpenJobs } from '../store/open-jobs.ts';
import { JobUnreadable, readJob, type StoredJob } from '../store/read-job.ts';
import { recordRestart } from '../store/run.ts';
import { nextHop } from './claim-hop.ts';
import type { RunPorts } from './run-ports.ts';
import { startRun } from './start-run.ts';

/** What a look at the open jobs came to. `problems` make the watchdog's run red. */
export interface WatchOutcome {
  resumed: string[];
  problems: string[];
}

/**
 * The watchdog: starts one run for each job that has work left and nobody at it. Two watchdogs at the same time
 * start one run, since each first takes the job's right to dispatch.
 */
export async function resumeStalled(runId: string, ports: RunPorts): Promise<WatchOutcome> {
  const { redis, clock, log } = ports;
  const outcome: WatchOutcome = { resumed: [], problems: [] };
  const open = await readOpenJobs(redis, clock.now());
  for (const jobId of open) {
    const stored = await readJob(redis, jobId).catch((error: unknown) => {
      // Whatever is wrong with one job must not keep the others from being started.
      if (error instanceof JobUnreadable) return error;
      throw error;
    });
    if (stored instanceof JobUnreadable) outcome.problems.push(stored.message);
    else if (!stored || stored.job.end) await forgetOpenJob(redis, jobId);
    else if (!shouldResume(stored, clock.now()) || !(await isOurMarket(stored, ports))) continue;
    else if (restartsWithoutProgress(stored.job, stored.facts) >= RESTARTS_WITHOUT_PROGRESS)
      await giveUp(stored, runId, ports, outcome);
    else await resume(stored, runId, ports, outcome);
  }
  if (outcome.resumed.length + outcome.problems.length === 0) log(`No job is stalled (${open.length} open).`);
  return outcome;
}

/** A job that was told not to go on by itself, or whose source wants to be left alone, is not touched. */
function shouldResume({ job, facts, alive }: StoredJob, now: number): boolean {
  const status = statusOf(job, alive);
  // A run that died between taking its hop and starting the job has left it pending.
  const diedAtStart = status === 'pending' && facts.hops.size > 0;
  if (status !== 'stalled' && !diedAtStart) return false;
  const last = lastRun(facts);
  return last?.reason !== 'stopped' && (last?.notBefore ?? 0) <= now;
}

/** Prices of another market are another watchdog's: `npm start` on this Redis, for example. */
async function isOurMarket({ job }: StoredJob, { source }: RunPorts): Promise<boolean> {
  return (await source.name()) === job.priceSource;
}

/** So many runs came to nothing that the next would too: a person has to look. */
async function giveUp({ job, facts }: StoredJob, runId: string, ports: RunPorts, outcome: WatchOutcome) {
  const reason = `${job.id} was restarted ${RESTARTS_WITHOUT_PROGRESS} times and finished no batch: it has failed. Look at its last runs, then continue it.`;
  const { successful, failed } = viewJob(job, facts, false).progress;
  const at = new Date(ports.clock.now()).toISOString();
  await endJob(ports.redis, job, { status: 'failed', by: runId, at, reason, successful, failed });
  outcome.problems.push(reason);
}

async function resume(
  { job, facts }: StoredJob,
  runId: string,
  ports: RunPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { redis, github, clock, log } = ports;
  // A named hop: an event that is sent twice, because the first answer was lost, starts one run.
  const event = { v: 1, jobId: job.id, lane: 1, hop: nextHop(facts), reason: 'watchdog' } as const;
  try {
    const { kind } = await startRun(job, runId, ports, () => github.dispatch(event));
    if (kind === 'busy') return;
    outcome.resumed.push(job.id);
    log(`${job.id} was stalled: a run was started for it.`);
  } catch (error) {
    if (!(error instanceof GitHubRefused || error instanceof GitHubUnreachable)) throw error;
    outcome.problems.push(error.message);
    // No run was started: that says nothing about the job.
    if (error instanceof GitHubRefused) return;
  }
  await recordRestart(redis, job.id, runId, { at: clock.now(), done: facts.done.size });
}
