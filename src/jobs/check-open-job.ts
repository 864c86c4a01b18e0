import { hasBegun } from '../core/facts.ts';
import { lanesFor } from '../core/lanes.ts';
import { RESTARTS_WITHOUT_PROGRESS, restartsWithoutProgress } from '../core/limits.ts';
import { exceededProblem } from '../core/next-step.ts';
import { statusOf, viewJob } from '../core/view.ts';
import { continuesByItself, notBefore } from '../core/watch.ts';
import { GitHubRefused, GitHubUnreachable } from '../github/github-error.ts';
import { readPlan, type StoredJob } from '../store/read-job.ts';
import { recordRestart } from '../store/run.ts';
import { endJob, withEnd } from './end-job.ts';
import { stalledNotice } from './job-notice.ts';
import { LOG_LINES } from './log-lines.ts';
import type { JobPorts } from './ports.ts';
import { sendEndNotice } from './send-missed-notices.ts';
import { type NoticeSendPorts, sendNotice } from './send-notice.ts';
import { startRun } from './start-run.ts';

/** What a look at the open jobs came to. `problems` make the watchdog's run red. */
export interface WatchOutcome {
  resumed: string[];
  problems: string[];
}

/** Notices are sent beside the look: a receiver that does not answer must keep no job waiting. */
export type WatchJobPorts = Pick<JobPorts, 'source' | 'starter'> &
  NoticeSendPorts & { inBackground(work: Promise<void>): void };

/**
 * Looks at one open job: starts a run for each of its lanes that has work left and no lease, cancels it after seven
 * days of rest, and gives it up after five restarts without a finished batch.
 *
 * @param outcome to which what was done is added.
 */
export async function checkOpenJob(
  stored: StoredJob,
  runId: string,
  ports: WatchJobPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { job, facts } = stored;
  if (isIdleTooLong(stored, ports.clock.now())) return cancelIdle(stored, runId, ports);
  if (facts.done.size === job.totalBatches && !stored.alive)
    return endFinished(stored, runId, ports, outcome);
  const lanes = lanesFor(job).filter((lane) => shouldStart(stored, lane, ports.clock.now()));
  if (lanes.length === 0 || !(await isOurMarket(stored, ports))) return;
  const isGivenUp = lanes.some(
    (lane) => restartsWithoutProgress(job, facts, lane) >= RESTARTS_WITHOUT_PROGRESS,
  );
  if (isGivenUp) return giveUp(stored, runId, ports, outcome);
  if (statusOf(job, stored.alive) === 'stalled') {
    const notice = stalledNotice({ ...stored, plan: null, late: 0 }, ports.notices);
    ports.inBackground(sendNotice(notice, ports));
  }
  for (const lane of lanes) await restart(stored, lane, runId, ports, outcome);
}

const IDLE_MILLISECONDS = 7 * 24 * 3_600_000;

/** Whether nobody has started it, or has let it go on, for seven days. */
function isIdleTooLong({ job, alive }: StoredJob, now: number): boolean {
  const { state } = job;
  if (state.status === 'paused') return now - Date.parse(state.pausedAt) > IDLE_MILLISECONDS;
  return statusOf(job, alive) === 'pending' && now - Date.parse(job.startTime) > IDLE_MILLISECONDS;
}

async function cancelIdle(stored: StoredJob, runId: string, ports: WatchJobPorts): Promise<void> {
  const { job } = stored;
  const what = job.state.status === 'paused' ? 'paused' : 'not started';
  const reason = `It was ${what} for 7 days.`;
  await endJob(stored, { status: 'cancelled', reason }, runId, ports);
  ports.log(`${job.id} was cancelled: it was ${what} for 7 days.`);
}

/** All batches are done, and whoever was to end the job is gone. */
async function endFinished(
  stored: StoredJob,
  runId: string,
  ports: WatchJobPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { job, facts } = stored;
  const { before } = await readPlan(ports.redis, job.id);
  const problem = exceededProblem(job, facts, { before });
  const how =
    problem === null ? { status: 'completed' as const } : { status: 'failed' as const, reason: problem };
  const { end, isOurs } = await endJob(stored, how, runId, ports);
  if (!isOurs) return;
  const ended = withEnd(job, end);
  if (problem === null) ports.log(LOG_LINES.completed(viewJob(ended, facts, false)));
  else outcome.problems.push(problem);
  ports.inBackground(sendEndNotice(ended, ports));
}

/** A lane that was told not to go on by itself, or whose source asked not to be called yet, is left alone. */
function shouldStart({ job, facts, alive, leases }: StoredJob, lane: number, now: number): boolean {
  const status = statusOf(job, alive);
  // A run that died between claiming its hop and starting the job has left it pending.
  const diedAtStart = status === 'pending' && hasBegun(facts);
  if (status !== 'stalled' && status !== 'running' && !diedAtStart) return false;
  return !leases.has(lane) && continuesByItself(job, facts) && notBefore(facts, lane) <= now;
}

/** Prices of another market are another watchdog's: `npm start` on this Redis, for example. */
async function isOurMarket({ job }: StoredJob, { source }: WatchJobPorts): Promise<boolean> {
  return (await source.name()) === job.priceSource;
}

/** So many runs came to nothing that the next would too: a person has to look. */
async function giveUp(
  stored: StoredJob,
  runId: string,
  ports: WatchJobPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { id } = stored.job;
  const reason = `${id} was restarted ${RESTARTS_WITHOUT_PROGRESS} times and finished no batch: it has failed. Look at its last runs, then continue it.`;
  const { end } = await endJob(stored, { status: 'failed', reason }, runId, ports);
  outcome.problems.push(reason);
  ports.inBackground(sendEndNotice(withEnd(stored.job, end), ports));
}

async function restart(
  stored: StoredJob,
  lane: number,
  runId: string,
  ports: WatchJobPorts,
  outcome: WatchOutcome,
): Promise<void> {
  const { job, facts } = stored;
  const { redis, clock, log } = ports;
  try {
    const { kind } = await startRun({ stored, lane, reason: 'watchdog' }, runId, ports);
    if (kind === 'busy') return;
    if (!outcome.resumed.includes(job.id)) outcome.resumed.push(job.id);
    const what =
      lanesFor(job).length === 1 ? `${job.id} was stalled` : `Lane ${lane} of ${job.id} was missing`;
    log(`${what}: a run was started for it.`);
  } catch (error) {
    if (!(error instanceof GitHubRefused || error instanceof GitHubUnreachable)) throw error;
    outcome.problems.push(error.message);
    // No run was started: that says nothing about the job.
    if (error instanceof GitHubRefused) return;
  }
  const caller = { jobId: job.id, lane, id: runId };
  await recordRestart(redis, caller, { lane, at: clock.now(), done: facts.done.size });
}
