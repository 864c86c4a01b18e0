import type { Facts } from '../core/facts.ts';
import { endOf, type Plan } from '../core/job.ts';
import { isPaused } from '../core/view.ts';
import type { StartedRun } from '../github/create-github.ts';
import type { StoredJob } from '../store/read-job.ts';
import { type ControlPorts, callerId, reopenOrResume } from './control-job.ts';
import { findJob, findJobAndPlan } from './find-job.ts';
import type { JobPorts } from './ports.ts';
import { type StartResult, startMissingRuns } from './start-run.ts';
import { waitForBatch } from './wait-for-batch.ts';

export interface ContinueRequest {
  jobId: string;
  /** False: one batch, then stop. Undefined: as the job has it. */
  autoContinue: boolean | undefined;
  /** How long to wait for a batch. */
  seconds: number;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
}

/** The job as it stands, the batch that was waited for (null if none came), and the run that was started, if any. */
export interface Continued {
  stored: StoredJob;
  /** Read if there is a batch. */
  plan: Plan | null;
  batch: number | null;
  run: StartedRun | null;
  /** What had to be done first, if anything. */
  first: 'resumed' | 'reopened' | null;
}

type ContinuePorts = ControlPorts & Pick<JobPorts, 'starter'>;

/**
 * Makes sure that each lane of a job is at work, and waits for the next batch of any. Never starts a run beside one of
 * the same lane that is alive; if all that were alive end without a batch, it starts the next.
 *
 * @throws {JobRefused} if the job cannot go on; nothing has changed then.
 */
export async function continueJob(request: ContinueRequest, ports: ContinuePorts): Promise<Continued> {
  const until = ports.clock.now() + request.seconds * 1_000;
  const found = await findJob(ports.redis, request.jobId);
  const ready = await reopenOrResume(found, ports);
  const first = endOf(found.job)?.status === 'failed' ? 'reopened' : isPaused(found.job) ? 'resumed' : null;
  return { ...(await startAndWait(ready, until, request, ports)), first };
}

async function startAndWait(
  before: StoredJob,
  until: number,
  request: ContinueRequest,
  ports: ContinuePorts,
): Promise<Omit<Continued, 'first'>> {
  const { redis } = ports;
  if (endOf(before.job)) return { stored: before, plan: null, batch: null, run: null };

  const first = await start(before, request, ports);
  // Nothing is left but to end the job, which a run does.
  if (isOver(before)) return { stored: before, plan: null, batch: null, run: runOf(first) };
  const wait = { ...request, done: before.facts.done.size, until };
  let outcome = await waitForBatch({ ...wait, leave: first.kind === 'busy' }, ports);
  let run = runOf(first);
  if (outcome === 'gone') {
    const left = await findJobAndPlan(redis, request.jobId);
    const isNews =
      left.facts.done.size > wait.done || endOf(left.job) !== null || isPaused(left.job) || left.alive;
    if (isNews) return { stored: left, plan: left.plan, batch: firstNewBatch(before.facts, left.facts), run };
    run = runOf(await start(left, request, ports)) ?? run;
    outcome = await waitForBatch({ ...wait, leave: false }, ports);
  }
  if (outcome !== 'batch') return { stored: before, plan: null, batch: null, run };
  const stored = await findJobAndPlan(redis, request.jobId);
  return { stored, plan: stored.plan, batch: firstNewBatch(before.facts, stored.facts), run };
}

/** Whether nothing is left to fetch: it has completed, or is about to. */
export function isOver({ job, facts }: Pick<StoredJob, 'job' | 'facts'>): boolean {
  const end = endOf(job);
  return end ? end.status === 'completed' : facts.done.size === job.totalBatches;
}

function start(
  stored: StoredJob,
  { autoContinue }: ContinueRequest,
  ports: ContinuePorts,
): Promise<StartResult> {
  const overrides = {
    ...(autoContinue === undefined ? {} : { autoContinue }),
    ...(autoContinue === false ? { maxBatches: 1 } : {}),
  };
  return startMissingRuns({ stored, reason: 'continued', overrides }, callerId(ports), ports);
}

function runOf(result: StartResult): StartedRun | null {
  return result.kind === 'started' ? result.run : null;
}

/** Of the batches that came meanwhile the first. */
function firstNewBatch(before: Facts, after: Facts): number | null {
  const fresh = [...after.done].filter(([batch]) => !before.done.has(batch));
  fresh.sort(([one, first], [other, second]) => first.at - second.at || one - other);
  return fresh[0]?.[0] ?? null;
}
