import type { Facts, RunRecord } from '../core/facts.ts';
import type { Job, JobEnd } from '../core/job.ts';
import type { NextStep } from '../core/next-step.ts';
import type { RunOutcome } from '../core/run-outcome.ts';
import { isPaused, viewJob } from '../core/view.ts';
import { GitHubRefused } from '../github/github-error.ts';
import { endJob } from '../store/end-job.ts';
import { readJob } from '../store/read-job.ts';
import { handOver, leaveJob, type RunKey } from '../store/run.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts } from './run-ports.ts';

/** A run that takes no further batch, and what it has decided to do. */
interface EndingRun {
  job: Job;
  facts: Facts;
  run: RunKey;
  hop: number;
  record: RunRecord;
  step: NextStep;
}

interface NextRun {
  dispatched: boolean;
  /** It is on its way, or may be. */
  promised: boolean;
  problem: string | null;
}

/** Does what was decided: ends the job, starts the next run, or leaves. */
export async function endRun(ending: EndingRun, ports: RunPorts): Promise<RunOutcome> {
  const { job, facts, run, record, step } = ending;
  const batchesRun = record.batches;
  switch (step.kind) {
    case 'complete':
    case 'fail': {
      const end = endOf(ending, ports);
      const view = viewJob({ ...job, end }, facts, false);
      const told = await endJob(ports.redis, job, end);
      if (told && step.kind === 'complete') ports.log(LOG_LINES.completed(view));
      await leaveJob(ports.redis, run, record, view.status);
      const problem = step.kind === 'fail' ? step.problem : null;
      return { view, batchesRun, dispatched: false, problem };
    }
    case 'continue': {
      const { dispatched, promised, problem } = await startNext(ending, ports);
      return {
        view: viewJob(job, facts, promised),
        batchesRun,
        dispatched,
        problem: step.problem ?? problem,
      };
    }
    case 'stop': {
      const heard = await jobAsHeard(ending, ports);
      const { status } = viewJob(heard, facts, false);
      await leaveJob(ports.redis, run, record, status);
      const next = record.reason === 'paused' ? await resumedMeanwhile(ending, ports) : null;
      return {
        view: viewJob(next ? job : heard, facts, next?.promised ?? false),
        batchesRun,
        dispatched: next?.dispatched ?? false,
        problem: next?.problem ?? step.problem,
      };
    }
  }
}

/** The job as it was read, but where people have told it something since. */
async function jobAsHeard({ job, record }: EndingRun, { redis }: RunPorts): Promise<Job> {
  if (record.reason !== 'paused' && record.reason !== 'ended') return job;
  return (await readJob(redis, job.id))?.job ?? job;
}

/** Who resumed while this run was leaving saw its lease and started none: then it goes on after all. */
async function resumedMeanwhile(ending: EndingRun, ports: RunPorts): Promise<NextRun | null> {
  const stored = await readJob(ports.redis, ending.job.id);
  if (!stored || stored.alive || stored.job.end || isPaused(stored.job)) return null;
  return startNext(ending, ports);
}

async function startNext(
  { job, facts, run, hop, record }: EndingRun,
  { redis, github, log }: RunPorts,
): Promise<NextRun> {
  await handOver(redis, run, record);
  try {
    await github.dispatch({
      v: 1,
      jobId: job.id,
      autoContinue: true,
      lane: run.lane,
      hop: hop + 1,
      reason: record.reason ?? 'done',
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Refused, nothing follows and the promise goes; otherwise the event may have landed, and it stays.
    const promised = !(error instanceof GitHubRefused);
    if (!promised) await leaveJob(redis, run, record, viewJob(job, facts, false).status);
    return { dispatched: false, promised, problem: error.message };
  }
  log(LOG_LINES.continuing(job.id));
  return { dispatched: true, promised: true, problem: null };
}

function endOf({ job, facts, run, step }: EndingRun, { clock }: RunPorts): JobEnd {
  const { successful, failed } = viewJob(job, facts, true).progress;
  const at = new Date(clock.now()).toISOString();
  const numbers = { by: run.runId, at, successful, failed };
  return step.kind === 'fail'
    ? { status: 'failed', reason: step.problem, ...numbers }
    : { status: 'completed', ...numbers };
}
