import { hasBegun } from '../core/facts.ts';
import { endOf } from '../core/job.ts';
import { lanesFor } from '../core/lanes.ts';
import { RESTARTS_WITHOUT_PROGRESS, restartsWithoutProgress } from '../core/limits.ts';
import { statusOf } from '../core/view.ts';
import { continuesByItself, notBefore } from '../core/watch.ts';
import { GitHubRefused, GitHubUnreachable } from '../github/github-error.ts';
import { forgetOpenJob, readOpenJobs } from '../store/open-jobs.ts';
import { JobUnreadable, readJob, type StoredJob } from '../store/read-job.ts';
import { recordRestart } from '../store/run.ts';
import type { CreatePorts } from './create-job.ts';
import { endJob } from './end-job.ts';
import { startLateJob } from './late.ts';
import { isNightlyOverdue, readLastSession } from './nightly.ts';
import type { JobPorts } from './ports.ts';
import { startRun } from './start-run.ts';

/** What a look at the open jobs came to. `problems` make the watchdog's run red. */
export interface WatchOutcome {
  resumed: string[];
  problems: string[];
}

export type WatchPorts = CreatePorts & Pick<JobPorts, 'starter'>;

/** Starts the nightly job that has not come; by what the repository's variables say of it. */
export type StartNightly = (session: string) => Promise<string>;

/**
 * The watchdog: starts one run for each lane that has work left and no lease. Two watchdogs at the same time start one
 * run, since each first claims the right to dispatch.
 *
 * @param runId the watchdog's own run, or its caller.
 * @param startNightly null where nobody knows what the nightly job is. Returns what was done, in a sentence.
 */
export async function watch(
  runId: string,
  ports: WatchPorts,
  startNightly: StartNightly | null = null,
): Promise<WatchOutcome> {
  const { redis, clock, log } = ports;
  const outcome: WatchOutcome = { resumed: [], problems: [] };
  const open = await readOpenJobs(redis, clock.now());
  for (const jobId of open) {
    const stored = await readJob(redis, jobId).catch((error: unknown) => {
      // What is wrong with one job must not keep the others from being started.
      if (error instanceof JobUnreadable) return error;
      throw error;
    });
    if (stored instanceof JobUnreadable) {
      log(`Skipped: ${stored.message}`);
      outcome.problems.push(stored.message);
    } else if (!stored || endOf(stored.job)) await forgetOpenJob(redis, jobId);
    else await watchJob(stored, runId, ports, outcome);
  }
  const last = await readLastSession(ports);
  await reporting(outcome, async () => {
    if (!startNightly || !isNightlyOverdue(last, clock.now())) return;
    log(`The nightly job of ${last.session} has not come: ${await startNightly(last.session)}`);
  });
  await reporting(outcome, async () => {
    const late = await startLateJob(last, ports);
    if (late)
      log(`${late.tickers.length} tickers are late for ${late.session}: ${late.jobId} fetches them again.`);
  });
  if (outcome.resumed.length + outcome.problems.length === 0) log(`No job is stalled (${open.length} open).`);
  return outcome;
}

/** What GitHub refuses makes the watchdog red, and keeps it from nothing else. */
async function reporting(outcome: WatchOutcome, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isKnown =
      error instanceof GitHubRefused || error instanceof GitHubUnreachable || error instanceof JobUnreadable;
    if (!isKnown) throw error;
    outcome.problems.push(error.message);
  }
}

async function watchJob(
  stored: StoredJob,
  runId: string,
  ports: WatchPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { job, facts } = stored;
  if (isIdleTooLong(stored, ports.clock.now())) return cancelIdle(stored, runId, ports);
  const lanes = lanesFor(job).filter((lane) => shouldStart(stored, lane, ports.clock.now()));
  if (lanes.length === 0 || !(await isOurMarket(stored, ports))) return;
  for (const lane of lanes) {
    if (restartsWithoutProgress(job, facts, lane) >= RESTARTS_WITHOUT_PROGRESS) {
      return giveUp(stored, runId, ports, outcome);
    }
    await restart(stored, lane, runId, ports, outcome);
  }
}

const IDLE_MILLISECONDS = 7 * 24 * 3_600_000;

/** Whether nobody has started it, or has let it go on, for seven days. */
function isIdleTooLong({ job, alive }: StoredJob, now: number): boolean {
  const { state } = job;
  if (state.status === 'paused') return now - Date.parse(state.pausedAt) > IDLE_MILLISECONDS;
  return statusOf(job, alive) === 'pending' && now - Date.parse(job.startTime) > IDLE_MILLISECONDS;
}

async function cancelIdle(stored: StoredJob, runId: string, ports: WatchPorts): Promise<void> {
  const { job } = stored;
  const what = job.state.status === 'paused' ? 'paused' : 'not started';
  const reason = `It was ${what} for 7 days.`;
  await endJob(stored, { status: 'cancelled', reason }, runId, ports);
  ports.log(`${job.id} was cancelled: it was ${what} for 7 days.`);
}

/** A lane that was told not to go on by itself, or whose source asked not to be called yet, is left alone. */
function shouldStart({ job, facts, alive, leases }: StoredJob, lane: number, now: number): boolean {
  const status = statusOf(job, alive);
  // A run that died between claiming its hop and starting the job has left it pending.
  const diedAtStart = status === 'pending' && hasBegun(facts);
  if (status !== 'stalled' && !diedAtStart) return false;
  return !leases.has(lane) && continuesByItself(job, facts, lane) && notBefore(facts, lane) <= now;
}

/** Prices of another market are another watchdog's: `npm start` on this Redis, for example. */
async function isOurMarket({ job }: StoredJob, { source }: WatchPorts): Promise<boolean> {
  return (await source.name()) === job.priceSource;
}

/** So many runs came to nothing that the next would too: a person has to look. */
async function giveUp(
  stored: StoredJob,
  runId: string,
  ports: WatchPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { id } = stored.job;
  const reason = `${id} was restarted ${RESTARTS_WITHOUT_PROGRESS} times and finished no batch: it has failed. Look at its last runs, then continue it.`;
  await endJob(stored, { status: 'failed', reason }, runId, ports);
  outcome.problems.push(reason);
}

async function restart(
  stored: StoredJob,
  lane: number,
  runId: string,
  ports: WatchPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { job, facts } = stored;
  const { redis, clock, log } = ports;
  try {
    const { kind } = await startRun({ stored, lane, reason: 'watchdog' }, runId, ports);
    if (kind === 'busy') return;
    outcome.resumed.push(job.id);
    log(`${job.id} was stalled: a run was started for it.`);
  } catch (error) {
    if (!(error instanceof GitHubRefused || error instanceof GitHubUnreachable)) throw error;
    outcome.problems.push(error.message);
    // No run was started: that says nothing about the job.
    if (error instanceof GitHubRefused) return;
  }
  const caller = { jobId: job.id, lane, id: runId };
  await recordRestart(redis, caller, { lane, at: clock.now(), done: facts.done.size });
}
