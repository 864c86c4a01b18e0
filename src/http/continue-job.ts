import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/job.ts';
import { isPaused } from '../core/view.ts';
import type { StartedRun } from '../github/start-workflow.ts';
import { runInputs } from '../github/start-workflow.ts';
import { callerId } from '../jobs/caller-id.ts';
import { startRun } from '../jobs/start-run.ts';
import { waitForBatch } from '../jobs/wait-for-batch.ts';
import { reopenJob, resumeJob } from '../store/control.ts';
import type { StoredJob } from '../store/read-job.ts';
import { type ApiPorts, requireWorkflow } from './api-ports.ts';
import { findJob, findStatus } from './find-job.ts';
import { Problem } from './problem.ts';

export interface ContinueRequest {
  jobId: string;
  /** False: one batch, then stop. Undefined: as the job has it. */
  autoContinue: boolean | undefined;
  /** How long to wait for a batch. */
  seconds: number;
  signal: AbortSignal;
}

/** The job as it stands, the batch that was waited for (null if none came), and the run that was started, if any. */
export interface Continued {
  stored: StoredJob;
  /** Read if there is a batch. */
  plan: Plan | null;
  batch: number | null;
  run: StartedRun | null;
}

/**
 * Sees to it that a run works on a job, and waits for its next batch. Never starts one beside a run that is alive; if
 * that one goes without a batch, it starts the next.
 */
export async function continueJob(wish: ContinueRequest, ports: ApiPorts): Promise<Continued> {
  const { redis, clock } = ports;
  const until = clock.now() + wish.seconds * 1_000;
  const before = await wake(await findJob(redis, wish.jobId), ports);
  if (before.job.end) return { stored: before, plan: null, batch: null, run: null };

  const first = before.alive ? null : await start(before, wish, ports);
  // Nothing is left but to say so, which a run does.
  if (isOver(before))
    return { stored: before, plan: null, batch: null, run: first?.kind === 'started' ? first.run : null };
  const wait = { ...wish, done: before.facts.done.size, until };
  let outcome = await waitForBatch({ ...wait, leave: first === null || first.kind === 'busy' }, ports);
  let run = first?.kind === 'started' ? first.run : null;
  if (outcome === 'gone') {
    const left = await findStatus(redis, wish.jobId);
    const isNews = left.facts.done.size > wait.done || left.job.end || isPaused(left.job) || left.alive;
    if (isNews) return { stored: left, plan: left.plan, batch: firstNewBatch(before.facts, left.facts), run };
    const second = await start(left, wish, ports);
    if (second.kind === 'started') run = second.run;
    outcome = await waitForBatch({ ...wait, leave: false }, ports);
  }
  if (outcome !== 'batch') return { stored: before, plan: null, batch: null, run };
  const stored = await findStatus(redis, wish.jobId);
  return { stored, plan: stored.plan, batch: firstNewBatch(before.facts, stored.facts), run };
}

/** Whether nothing is left to fetch: it has ended well, or is about to. */
export function isOver({ job, facts }: StoredJob): boolean {
  return job.end ? job.end.status === 'completed' : facts.done.size === job.totalBatches;
}

/** A paused job resumes, a failed one is reopened. @throws {Problem} 409 if it cannot go on. */
async function wake(stored: StoredJob, { redis, clock }: ApiPorts): Promise<StoredJob> {
  const { job, facts } = stored;
  const at = new Date(clock.now()).toISOString();
  if (job.end?.status === 'cancelled') {
    throw new Problem('state-forbids', `${job.id} was cancelled at ${job.end.at}: start a new job.`);
  }
  if (job.end?.status === 'failed' && facts.done.size === job.totalBatches) {
    throw new Problem(
      'state-forbids',
      `All batches of ${job.id} are done, and it has failed: retry its failed tickers.`,
    );
  }
  if (job.end?.status === 'failed') {
    await reopenJob(redis, job, at);
    return { ...stored, job: { ...job, reopened: job.reopened + 1, reopenedAt: at, end: null } };
  }
  if (!job.end && isPaused(job)) await resumeJob(redis, job.id, at);
  return stored;
}

function start({ job }: StoredJob, { autoContinue }: ContinueRequest, ports: ApiPorts) {
  const wishes = autoContinue === false ? { autoContinue, maxBatches: 1 } : { autoContinue };
  const workflow = requireWorkflow(ports);
  return startRun(job, callerId(ports), ports, () => workflow.start(runInputs(job, wishes)));
}

/** Of the batches that came meanwhile the first. */
function firstNewBatch(before: Facts, after: Facts): number | null {
  const fresh = [...after.done].filter(([batch]) => !before.done.has(batch));
  fresh.sort(([one, first], [other, second]) => first.at - second.at || one - other);
  return fresh[0]?.[0] ?? null;
}
