import { InputRefused } from '../core/input-refused.ts';
import type { Job, Plan } from '../core/job.ts';
import { FIRST_LANE } from '../core/lanes.ts';
import type { RunOptions } from '../core/options.ts';
import { idleOutcome, type RunOutcome } from '../core/run-outcome.ts';
import type { ChainEvent } from '../github/chain-event.ts';
import { type ActionInputs, optionsForRun } from '../github/inputs.ts';
import { parseTickerList } from '../tickers/ticker-list.ts';
import { beginJob, type CreatedJob, type CreatePorts, type JobRequest } from './create-job.ts';
import { misfitOf } from './forecast-job.ts';
import { createNightly, type Nightly } from './nightly.ts';
import { runJob, runNewJob } from './run-job.ts';
import type { RunPorts } from './run-ports.ts';

/** What an execution of the action was started with. */
export interface ActionRun {
  inputs: ActionInputs;
  /** Of a `repository_dispatch`; null if a person, the schedule or the HTTP API has started this run. */
  event: ChainEvent | null;
  runId: string;
  /** What it was started by, or why the run before started it. */
  cause: string;
  /** Aborted when GitHub cancels the run. */
  cancelSignal: AbortSignal;
  /** Gets the job that this run has made, before the work on it begins. */
  onCreated?(jobId: string): void;
}

/**
 * One execution of the action: a run of the job that its event or its inputs name, or of a new one.
 *
 * @throws an error whose message is one sentence.
 */
export async function runForAction(
  { inputs, event, runId, cause, cancelSignal, onCreated }: ActionRun,
  ports: RunPorts & CreatePorts,
): Promise<RunOutcome> {
  const jobId = event?.jobId ?? inputs.jobId;
  const request = { id: runId, cause, cancelSignal };
  if (jobId === undefined) {
    ports.phase?.('Plan');
    const made = await newJob(inputs, ports);
    if (made.kind === 'there') return alreadyThere(made, ports);
    const { job, written } = made.created;
    written.then(
      () => onCreated?.(job.id),
      () => undefined,
    );
    const warned = warnOfMisfit(made.created, ports);
    return await runNewJob(made.created, { ...request, lane: FIRST_LANE }, ports).finally(() => warned);
  }
  // A workflow may give its list to each run; a job that its event names has its own.
  const own = event ? withoutList(inputs) : inputs;
  const optionsFor = (job: Job, plan: Plan) =>
    withEvent(optionsForRun(job, isListOf(job, plan, own.tickers) ? withoutList(own) : own), event);
  const lane = event?.lane ?? inputs.lane ?? FIRST_LANE;
  return runJob({ ...request, jobId, lane, hop: event?.hop, optionsFor }, ports);
}

/** A forecast that cannot be had must not fail the run. */
async function warnOfMisfit(created: CreatedJob, { redis, log, warn = log }: RunPorts): Promise<void> {
  const reason = await misfitOf(created, redis).catch(() => null);
  if (reason !== null) warn(`The job may not fit. ${reason}`);
}

function withoutList(inputs: ActionInputs): ActionInputs {
  return { ...inputs, tickers: undefined, tickersFile: undefined };
}

async function newJob(inputs: ActionInputs, ports: CreatePorts) {
  const request = jobRequestOf(inputs);
  if (inputs.command !== 'nightly')
    return { kind: 'created', created: await beginJob(request, ports) } as const;
  const made = await createNightly(request, ports);
  if (made.kind === 'there') return made;
  return { kind: 'created', created: { ...made.created, written: Promise.resolve() } } as const;
}

function alreadyThere(
  { jobId, stored }: Extract<Nightly, { kind: 'there' }>,
  { log }: Pick<RunPorts, 'log'>,
): RunOutcome {
  log(`The nightly job of this session is there already: ${jobId}.`);
  if (!stored) throw new Error(`${jobId} is just being made by another run: leave it to that one.`);
  const { job, facts, alive } = stored;
  return idleOutcome(job, facts, alive);
}

/** @throws {InputRefused} if the inputs contradict each other. */
export function jobRequestOf({ tickerSource, tickers, options }: ActionInputs): JobRequest {
  const source = tickerSource ?? (tickers ? 'custom' : 'sp500');
  if (tickers && source !== 'custom') {
    throw new InputRefused(`tickers are given, but ticker-source is "${source}": it must be custom.`);
  }
  return { tickerSource: source, tickers, options, started: true };
}

/** Whether these are the tickers that the job was made with: the plan lacks only those that were cached then. */
function isListOf(job: Job, plan: Plan, text: string | undefined): boolean {
  if (text === undefined) return false;
  const given = new Set(parseTickerList(text).tickers);
  const planned = [...plan.tickers, ...plan.knownFailed.map(({ ticker }) => ticker)];
  return given.size === job.totalTickers && planned.every((ticker) => given.has(ticker));
}

function withEvent(options: RunOptions, event: ChainEvent | null): RunOptions {
  return event?.autoContinue === undefined ? options : { ...options, autoContinue: event.autoContinue };
}
