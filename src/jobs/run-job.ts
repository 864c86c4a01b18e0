import { hasBegun, noFacts, type RunRecord } from '../core/facts.ts';
import { endOf, type Job, type Plan, type SourceName } from '../core/job.ts';
import { FIRST_LANE, lanesFor, leaseThatServes, otherLanes } from '../core/lanes.ts';
import { nextStep } from '../core/next-step.ts';
import type { RunOptions } from '../core/options.ts';
import { keyOf, type Run } from '../core/run.ts';
import { idleOutcome, type RunOutcome } from '../core/run-outcome.ts';
import { isPaused } from '../core/view.ts';
import { readLeases } from '../store/probe.ts';
import { readEnd, readJobAndPlan, readOutcome, type StoredJob } from '../store/read-job.ts';
import { redisAfter } from '../store/redis-after.ts';
import { beginRun, claimFirstHop, claimNextHop, type HopClaim } from './begin-run.ts';
import { withEnd } from './end-job.ts';
import { fetchRun } from './fetch-run.ts';
import { finishRun } from './finish-run.ts';
import { JobRefused } from './job-refused.ts';
import { keepLease } from './keep-lease.ts';
import { leavePaused } from './leave-paused.ts';
import type { RunPorts } from './run-ports.ts';
import { sendHeartbeat } from './send-notice.ts';
import { startOtherLanes } from './start-other-lanes.ts';

/** Which run this is, and of which job. */
export interface RunRequest {
  jobId: string;
  /** The id that GitHub gives it: the same for a re-run. */
  id: string;
  lane: number;
  /** The hop that its event names; undefined: the next free one. */
  hop?: number | undefined;
  /** What it was started by, or why the run before started it. */
  cause: string;
  /** What it is told for itself. @throws {InputRefused} if that contradicts what the job was told. */
  optionsFor(job: Job, plan: Plan): RunOptions;
  /** Aborted when GitHub cancels the run. */
  cancelSignal: AbortSignal;
}

/**
 * One run of a lane: works on a job until the limits of the run, and ends the job or starts the next run.
 *
 * @throws an error whose message is one sentence; the job is then as it was, or further, and can be continued.
 */
export async function runJob(request: RunRequest, ports: RunPorts): Promise<RunOutcome> {
  const named = ports.source.name();
  // Awaited where it is needed: a gateway is asked for its name while Redis is read.
  named.catch(() => undefined);
  const found = await readJobAndPlan(ports.redis, request.jobId);
  if (!found) throw new JobRefused('unknown-job', `There is no job ${request.jobId} in this Redis.`);
  const { plan, ...stored } = found;
  if (plan === null) throw new Error(`The plan of ${request.jobId} is gone from Redis: start a new job.`);
  const options = request.optionsFor(stored.job, plan);
  if (isPaused(stored.job)) return leavePaused(stored, request, ports);
  refuseOtherMarket(stored.job, await named);
  void ports.source.prepare?.();
  return runStored(stored, plan, options, request, ports);
}

/** The first run of a job that this process is making: nothing has to be read, and nothing waited for before it fetches. */
export async function runNewJob(
  { job, plan, written }: { job: Job; plan: Plan; written: Promise<void> },
  request: Omit<RunRequest, 'jobId' | 'optionsFor' | 'hop'>,
  ports: RunPorts,
): Promise<RunOutcome> {
  const stored = { job, facts: noFacts(), leases: new Map() };
  return runStored(stored, plan, job.options, request, ports, written);
}

/** @param making resolves when the job is written, if this process is making it. */
async function runStored(
  { job, facts, leases }: Pick<StoredJob, 'job' | 'facts' | 'leases'>,
  plan: Plan,
  options: RunOptions,
  request: Omit<RunRequest, 'jobId' | 'optionsFor'>,
  ports: RunPorts,
  making?: Promise<void>,
): Promise<RunOutcome> {
  const { clock, log, redis } = ports;
  const { id, lane, cause } = request;
  if (endOf(job)) return leaveEnded(job, facts, request, ports);
  const key = { jobId: job.id, lane, id };
  const begun = { lane, cause, autoContinue: options.autoContinue, from: clock.now() };
  const { claim, written: claimed } = making
    ? claimFirstHop(redisAfter(making, redis), key, begun)
    : { claim: await claimNextHop(redis, key, begun, facts, request.hop), written: undefined };
  if (claim === null) {
    log(`Run ${request.hop} of ${job.id} is at work already: its event was delivered twice.`);
    return idleOutcome(job, facts, true);
  }
  const others = otherLanes(leases, lane);
  const leasedBy = leaseThatServes(claim.record, options, facts, leases);
  const { run, written } = beginRun(
    { id, lane, plan, options, job, facts, others, leasedBy },
    claim,
    claimed ? redisAfter(claimed, redis) : redis,
    making !== undefined,
  );
  // It fetches meanwhile; whatever it reads and writes comes after its start.
  const started = { ...ports, redis: redisAfter(written, redis) };
  if (isFirstRun(run, claim))
    written.then(
      () => sendHeartbeat('start', ports),
      () => undefined,
    );
  ports.phase?.('Fetch');
  const lease = keepLease(started.redis, clock, keyOf(run));
  const over = new AbortController();
  const leaving = AbortSignal.any([over.signal, request.cancelSignal]);
  // The next runs of a chain find its lanes at work; one that is not there is the watchdog's to start.
  const isFromOutside = request.hop === undefined || !hasBegun(facts);
  const starting = isFromOutside ? startOtherLanes(run, leases, leaving, started) : null;
  const fetched = await fetchRun(run, request.cancelSignal, started).finally(() => lease.stop());
  await written;
  if (fetched.facts.done.size === job.totalBatches || fetched.reason === 'ended') over.abort();
  await starting;

  const record = closedRecord(run.record, fetched, clock.now());
  const latest = await readLatest({ ...run, facts: fetched.facts, others: fetched.others }, ports);
  const reason = endOf(latest.job) ? 'ended' : fetched.reason;
  const { batches, notBefore, error } = fetched;
  const { autoContinue } = options;
  const end = { reason, batches, notBefore, autoContinue, error, cause: fetched.cause };
  const ended: Run = { ...latest, record: { ...record, reason } };
  const step = nextStep({ ...ended, ...end });
  if (step.kind !== 'stop' || endOf(ended.job)) return finishRun(ended, step, request.cancelSignal, ports);
  const left = await readWhoIsLeft(ended, ports);
  return finishRun(left, nextStep({ ...left, ...end }), request.cancelSignal, ports);
}

/**
 * A run of one of several lanes reads after its last commit what the others have written: so whoever commits last sees
 * that nothing is left. The only lane knows it.
 */
async function readLatest(run: Run, { redis }: RunPorts): Promise<Run> {
  if (lanesFor(run.job).length === 1) return run;
  const { job, facts } = run;
  const isComplete = facts.done.size === job.totalBatches;
  const { done, end } = isComplete
    ? { done: facts.done, end: await readEnd(redis, job) }
    : await readOutcome(redis, job);
  return { ...run, facts: { ...facts, done }, job: end === null ? job : withEnd(job, end) };
}

/** A run that nobody follows says, and shows, whether other lanes go on. */
async function readWhoIsLeft(run: Run, { redis }: RunPorts): Promise<Run> {
  if (lanesFor(run.job).length === 1) return run;
  return { ...run, others: otherLanes(await readLeases(redis, run.job.id), run.lane) };
}

/** @throws {JobRefused} unless an event has started the run: it came late, or once more, and others have ended the job. */
function leaveEnded(
  job: Job,
  facts: StoredJob['facts'],
  { hop }: Pick<RunRequest, 'hop'>,
  { log }: RunPorts,
): RunOutcome {
  const end = endOf(job);
  const words = `${job.id} is ${end?.status} since ${end?.at}`;
  if (hop === undefined) throw new JobRefused('state-forbids', `${words}: start a new job.`);
  log(`${words}: this run leaves it alone.`);
  return idleOutcome(job, facts, false);
}

/** The job begins now; a run that was re-run has said so before. */
function isFirstRun({ lane, hop, job }: Run, { again }: HopClaim): boolean {
  return lane === FIRST_LANE && hop === 1 && job.reopened === 0 && !again;
}

function closedRecord(
  record: RunRecord,
  { reason, batches, tries, notBefore, pausedUntil, learned }: Awaited<ReturnType<typeof fetchRun>>,
  until: number,
): RunRecord {
  const paused = notBefore === pausedUntil ? {} : { pausedUntil };
  return { ...record, until, reason, batches, tries, notBefore, ...paused, pace: learned };
}

/** A simulated price must not stand among real ones, nor the other way round. */
function refuseOtherMarket(job: Job, name: SourceName): void {
  if (name === job.priceSource) return;
  throw new JobRefused(
    'state-forbids',
    `${job.id} was made for prices from ${job.priceSource}, but this run would get them from ${name}: start a new job.`,
  );
}
