import type { Job, JobEnd } from '../core/job.ts';
import type { NextStep } from '../core/next-step.ts';
import { keyOf, type Run } from '../core/run.ts';
import type { RunOutcome } from '../core/run-outcome.ts';
import { type JobView, viewJob } from '../core/view.ts';
import { readJob } from '../store/read-job.ts';
import { writeRunEnd } from '../store/run.ts';
import { endJob } from './end-job.ts';
import { handOver } from './hand-over.ts';
import { type NextRun, startIfResumed } from './leave-paused.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts } from './run-ports.ts';

const NO_NEXT_RUN: NextRun = { dispatched: false, mayCome: false, problem: null };

/** Does what a run has decided at its end: ends the job, starts the next run, or leaves. */
export async function finishRun(
  run: Run,
  step: NextStep,
  cancelSignal: AbortSignal,
  ports: RunPorts,
): Promise<RunOutcome> {
  switch (step.kind) {
    case 'complete':
      return finishJob(run, { status: 'completed' }, null, ports);
    case 'fail':
      return finishJob(run, { status: 'failed', reason: step.problem }, step.problem, ports);
    case 'continue': {
      const next = await handOver(run, cancelSignal, ports);
      return outcome(run, viewJob(run.job, run.facts, next.mayCome), next, step.problem);
    }
    case 'stop':
      return leave(run, step.problem, ports);
  }
}

async function finishJob(
  run: Run,
  how: Parameters<typeof endJob>[1],
  problem: string | null,
  ports: RunPorts,
): Promise<RunOutcome> {
  const { end, isOurs } = await endJob(run, how, run.id, ports);
  const view = viewJob(withEnd(run.job, end), run.facts, false);
  if (isOurs && end.status === 'completed') ports.log(LOG_LINES.completed(view));
  await writeRunEnd(ports.redis, keyOf(run), run.record, view.status);
  return outcome(run, view, NO_NEXT_RUN, problem);
}

async function leave(run: Run, problem: string | null, ports: RunPorts): Promise<RunOutcome> {
  const job = await latestJob(run, ports);
  await writeRunEnd(ports.redis, keyOf(run), run.record, viewJob(job, run.facts, false).status);
  const next =
    run.record.reason === 'paused' ? await startIfResumed(job.id, run.lane, run.id, ports) : NO_NEXT_RUN;
  return outcome(run, viewJob(next.mayCome ? run.job : job, run.facts, next.mayCome), next, problem);
}

/** The job as it was read, but for what people have told it since. */
async function latestJob({ job, record }: Run, { redis }: RunPorts): Promise<Job> {
  if (record.reason !== 'paused' && record.reason !== 'ended') return job;
  return (await readJob(redis, job.id))?.job ?? job;
}

function withEnd(job: Job, end: JobEnd): Job {
  return { ...job, state: { status: 'ended', startedAt: job.state.startedAt, end } };
}

/** What keeps the next run from coming is said first: its remedy is what a person can do. */
function outcome(run: Run, view: JobView, next: NextRun, problem: string | null): RunOutcome {
  const problems = [next.problem, problem].filter((one) => one !== null);
  return {
    view,
    batchesRun: run.record.batches,
    dispatched: next.dispatched,
    problem: problems.length === 0 ? null : problems.join(' '),
  };
}
