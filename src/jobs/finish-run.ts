import { errorMessage } from '../core/error-message.ts';
import { endOf, type Job } from '../core/job.ts';
import type { NextStep } from '../core/next-step.ts';
import { keyOf, type Run } from '../core/run.ts';
import type { Findings, RunOutcome } from '../core/run-outcome.ts';
import { type JobView, viewJob } from '../core/view.ts';
import { readJob } from '../store/read-job.ts';
import { writeLastRun, writeRunEnd } from '../store/run.ts';
import { endJob, withEnd } from './end-job.ts';
import { handOver } from './hand-over.ts';
import { endNotice } from './job-notice.ts';
import { type NextRun, startIfResumed } from './leave-paused.ts';
import { LOG_LINES } from './log-lines.ts';
import { readFindings } from './read-findings.ts';
import type { RunPorts } from './run-ports.ts';
import { sendNotice } from './send-notice.ts';

const NO_NEXT_RUN: NextRun = { dispatched: false, mayCome: false, problem: null };

/** Does what a run has decided at its end: ends the job, starts the next run, or leaves. */
export async function finishRun(
  run: Run,
  step: NextStep,
  cancelSignal: AbortSignal,
  ports: RunPorts,
): Promise<RunOutcome> {
  ports.phase?.('Finish');
  switch (step.kind) {
    case 'complete':
      return finishJob(run, { status: 'completed' }, null, ports);
    case 'fail':
      return finishJob(run, { status: 'failed', reason: step.problem }, step.problem, ports);
    case 'continue': {
      const next = await handOver(run, cancelSignal, ports);
      return outcome(run, viewJob(run.job, run.facts, next.mayCome || isAlive(run)), next, step.problem);
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
  // Before the end, since that holds how many are late.
  const found = await findingsOf(run, ports);
  const { end, isOurs } = await endJob(run, how, run.id, ports, found?.late.length);
  const ended: Run = { ...run, job: withEnd(run.job, end) };
  const view = viewJob(ended.job, run.facts, false);
  if (isOurs && end.status === 'completed')
    ports.log(isAllKnownToFail(view) ? LOG_LINES.allKnownToFail(view) : LOG_LINES.completed(view));
  await writeLastRun(ports.redis, keyOf(run), run.record);
  const findings = isOurs ? found : null;
  if (isOurs) await sendEndNotice(ended, findings?.late.length ?? null, ports);
  return { ...outcome(ended, view, NO_NEXT_RUN, problem), findings };
}

/** What is odd about the documents is a remark: without it the job ends all the same. */
async function findingsOf({ job, plan }: Run, { redis, clock, log }: RunPorts): Promise<Findings | null> {
  return readFindings(redis, job, plan, clock.now()).catch((error: unknown) => {
    log(`The documents were not looked through: ${errorMessage(error)}`);
    return null;
  });
}

async function sendEndNotice(run: Run, late: number | null, ports: RunPorts): Promise<void> {
  const notice = endNotice({ ...run, late }, ports.notices);
  if (notice) await sendNotice(notice, ports);
}

/** Whether every ticker was known to fail before: nothing was fetched, and nothing is there. */
function isAllKnownToFail({ plan, progress }: JobView): boolean {
  return plan.total === 0 && progress.successful === 0 && progress.failed > 0;
}

async function leave(run: Run, problem: string | null, ports: RunPorts): Promise<RunOutcome> {
  const job = await latestJob(run, ports);
  // Another lane has ended it, and its leases with it.
  const isOver = endOf(job)?.status === 'completed';
  const { status } = viewJob(job, run.facts, isAlive(run));
  if (isOver) await writeLastRun(ports.redis, keyOf(run), run.record);
  else await writeRunEnd(ports.redis, keyOf(run), run.record, status, run.leasedBy);
  const next =
    run.record.reason === 'paused' ? await startIfResumed(job.id, run.lane, run.id, ports) : NO_NEXT_RUN;
  const left: Run = { ...run, job: next.mayCome ? run.job : job };
  return outcome(left, viewJob(left.job, run.facts, next.mayCome || isAlive(run)), next, problem);
}

/** Whether another lane is, where this one leaves. */
function isAlive({ others }: Run): boolean {
  return others.length > 0;
}

/** The job as it was read, but for what people have told it since. */
async function latestJob({ job, record }: Run, { redis }: RunPorts): Promise<Job> {
  const isKnown = endOf(job) !== null;
  if (isKnown || (record.reason !== 'paused' && record.reason !== 'ended')) return job;
  return (await readJob(redis, job.id))?.job ?? job;
}

/** What keeps the next run from coming is said first: its remedy is what a person can do. */
function outcome(run: Run, view: JobView, next: NextRun, problem: string | null): RunOutcome {
  const problems = [next.problem, problem].filter((one) => one !== null);
  return {
    job: run.job,
    facts: run.facts,
    view,
    record: run.record,
    batchesRun: run.record.batches,
    dispatched: next.dispatched,
    problem: problems.length === 0 ? null : problems.join(' '),
    findings: null,
  };
}
