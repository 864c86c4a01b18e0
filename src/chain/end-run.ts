import type { Facts, RunRecord } from '../job/facts.ts';
import type { Job, JobEnd } from '../job/job.ts';
import type { NextStep } from '../job/next-step.ts';
import { viewJob } from '../job/view.ts';
import { endJob } from '../store/end-job.ts';
import { readJob } from '../store/read-job.ts';
import { handOver, leaveJob, type RunKey } from '../store/run.ts';
import { GitHubRefused } from './github-error.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunOutcome } from './run-job.ts';
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
      const trouble = step.kind === 'fail' ? step.trouble : null;
      return { view, batchesRun, dispatched: false, trouble };
    }
    case 'continue': {
      const { dispatched, promised, trouble } = await startNext(ending, ports);
      return {
        view: viewJob(job, facts, promised),
        batchesRun,
        dispatched,
        trouble: step.trouble ?? trouble,
      };
    }
    case 'stop': {
      const view = viewJob(await jobAsHeard(ending, ports), facts, false);
      await leaveJob(ports.redis, run, record, view.status);
      return { view, batchesRun, dispatched: false, trouble: step.trouble };
    }
  }
}

/** The job as it was read, but where people have told it something since. */
async function jobAsHeard({ job, record }: EndingRun, { redis }: RunPorts): Promise<Job> {
  if (record.reason !== 'paused' && record.reason !== 'ended') return job;
  return (await readJob(redis, job.id))?.job ?? job;
}

/** `promised`: the next run is on its way, or may be. */
async function startNext(
  { job, facts, run, hop, record }: EndingRun,
  { redis, github, log }: RunPorts,
): Promise<{ dispatched: boolean; promised: boolean; trouble: string | null }> {
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
    return { dispatched: false, promised, trouble: error.message };
  }
  log(LOG_LINES.continuing(job.id));
  return { dispatched: true, promised: true, trouble: null };
}

function endOf({ job, facts, run, step }: EndingRun, { clock }: RunPorts): JobEnd {
  const { successful, failed } = viewJob(job, facts, true).progress;
  const at = new Date(clock.now()).toISOString();
  const numbers = { by: run.runId, at, successful, failed };
  return step.kind === 'fail'
    ? { status: 'failed', reason: step.trouble, ...numbers }
    : { status: 'completed', ...numbers };
}
