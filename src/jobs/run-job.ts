import type { RunRecord } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { type NextStep, nextStep } from '../core/next-step.ts';
import type { RunOptions } from '../core/options.ts';
import type { RunOutcome } from '../core/run-outcome.ts';
import { isPaused, viewJob } from '../core/view.ts';
import { optionsForRun } from '../github/inputs.ts';
import { readJob, readPlan, type StoredJob } from '../store/read-job.ts';
import { beginRun, type RunKey } from '../store/run.ts';
import { claimNextHop } from './claim-hop.ts';
import { startJob } from './create-from-inputs.ts';
import { endRun } from './end-run.ts';
import { type FillReport, fillJob } from './fetch-job.ts';
import { JobNotContinuable } from './job-not-continuable.ts';
import { keepLease } from './keep-lease.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts, RunRequest } from './run-ports.ts';

/**
 * One run of the chain: continues the job that it was started for, or makes one, works on it until its limits, and
 * ends the job or starts the next run.
 *
 * @throws an error whose message is one sentence; the job is then as it was, or further, and can be continued.
 */
export async function runJob(request: RunRequest, ports: RunPorts): Promise<RunOutcome> {
  const named = request.event?.jobId ?? request.inputs.jobId;
  const jobId = named ?? (await startJob(request.inputs, ports)).id;
  const stored = await readJob(ports.redis, jobId);
  if (!stored) throw new JobNotContinuable(`There is no job ${jobId} in this Redis.`);
  const options = named ? optionsOf(request, stored.job) : stored.job.options;
  const lane = request.event?.lane ?? 1;
  const run: RunKey = { jobId, lane, runId: request.runId };

  if (isPaused(stored.job)) {
    ports.log(`${jobId} is paused since ${stored.job.pausedAt}: this run leaves it alone.`);
    return {
      view: viewJob(stored.job, stored.facts, false),
      batchesRun: 0,
      dispatched: false,
      problem: null,
    };
  }
  await refuseOtherMarket(stored.job, ports);
  const hop = await claimNextHop(ports.redis, run, stored.facts, request.event?.hop);
  if (hop === null) {
    ports.log(`Run ${request.event?.hop} of ${jobId} is at work already: its event was delivered twice.`);
    return { view: viewJob(stored.job, stored.facts, true), batchesRun: 0, dispatched: false, problem: null };
  }
  const { end } = stored.job;
  if (end) throw new JobNotContinuable(`${jobId} is ${end.status} since ${end.at}: start a new job.`);
  return workOn(stored, options, run, hop, request, ports);
}

async function workOn(
  { job: found, facts }: StoredJob,
  options: RunOptions,
  run: RunKey,
  hop: number,
  { leave, cause }: RunRequest,
  ports: RunPorts,
): Promise<RunOutcome> {
  const { redis, clock, log } = ports;
  const known = { ...facts, hops: new Map([...facts.hops, [hop, run.runId]]) };
  const record = newRecord(hop, run.lane, cause, clock.now());
  const job = { ...found, startedAt: found.startedAt ?? new Date(record.from).toISOString() };
  await beginRun(redis, run, record);
  const plan = await readPlan(redis, job.id);
  const lease = keepLease(redis, clock, run);
  const report = await fillJob(
    { job, plan, facts: known, options, hop, leave, ...run },
    {
      ...ports,
      onTaken: (batch) => log(LOG_LINES.batchTaken(job, batch.number, batch.tickers)),
      onWritten({ number, outcome }) {
        if (outcome.kind === 'done') log(LOG_LINES.batchCompleted(job, number, outcome.milliseconds));
      },
    },
  ).finally(() => lease.stop());

  const step = nextStep({ job, hop, autoContinue: options.autoContinue, ...report });
  const ended = closedRecord(record, report, isLast(step, report), clock.now());
  return endRun({ job, facts: report.facts, run, hop, record: ended, step }, ports);
}

/** Whether it was told to be the last. One that was paused is not: resumed, the job goes on by itself. */
function isLast(step: NextStep, { reason }: FillReport): boolean {
  return step.kind === 'stop' && !step.problem && reason !== 'paused' && reason !== 'ended';
}

/** What this run is told: by its inputs, by the event that started it, and else by the job. */
function optionsOf({ inputs, event }: RunRequest, job: Job): RunOptions {
  const options = optionsForRun(job, inputs);
  return event?.autoContinue === undefined ? options : { ...options, autoContinue: event.autoContinue };
}

/** A made-up price must not stand among real ones, nor the other way round. */
async function refuseOtherMarket(job: Job, { source }: RunPorts): Promise<void> {
  const name = await source.name();
  if (name === job.priceSource) return;
  throw new JobNotContinuable(
    `${job.id} was made for prices from ${job.priceSource}, but this run would get them from ${name}: start a new job.`,
  );
}

function newRecord(hop: number, lane: number, cause: string, from: number): RunRecord {
  return {
    hop,
    cause,
    lane,
    from,
    until: null,
    reason: null,
    batches: 0,
    tries: {},
    notBefore: null,
    pace: null,
  };
}

function closedRecord(record: RunRecord, report: FillReport, last: boolean, until: number): RunRecord {
  const { batches, tries, notBefore, pace } = report;
  return { ...record, until, reason: last ? 'stopped' : report.reason, batches, tries, notBefore, pace };
}
