import { type Facts, failuresIn, type RunEnd } from './facts.ts';
import type { Job, Plan } from './job.ts';
import {
  exceededLimit,
  type FailureLimit,
  type Failures,
  hopLimit,
  RUNS_WITHOUT_PROGRESS,
  runsWithoutProgress,
} from './limits.ts';

const SHOWN_ERRORS = 3;

/** What a run does after its last batch. `problem` makes it red: a stuck job is never green. */
export type NextStep =
  | { kind: 'complete' }
  | { kind: 'fail'; problem: string }
  | { kind: 'continue'; problem: string | null }
  | { kind: 'stop'; problem: string | null };

/** A run at its end, with what was known before and what it has written in `facts`. */
export interface EndedRun {
  job: Job;
  plan: Pick<Plan, 'before'>;
  facts: Facts;
  lane: number;
  hop: number;
  reason: RunEnd;
  /** Batches that it has finished. */
  batches: number;
  notBefore: number | null;
  autoContinue: boolean;
  /** The other lanes of the job that have a lease. @default none */
  others?: readonly number[];
  /** What broke, if `reason` is `error`. */
  error?: Error | null;
  /** What has kept the price source from answering most often, with how often; null if it always answered. */
  cause?: string | null;
}

/** Decides what a run does at its end. */
export function nextStep(run: EndedRun): NextStep {
  const { job, plan, facts, lane, hop, reason, batches, notBefore, autoContinue } = run;
  const left = job.totalBatches - facts.done.size;
  const state = stateOf(job, facts);
  if (reason === 'ended') return { kind: 'stop', problem: null };
  // From the facts, not from the reason: the batch that was too much may be the last, of the run or of the job.
  const exceeded = exceededProblem(job, facts, plan);
  if (exceeded !== null) return { kind: 'fail', problem: exceeded };
  if (left === 0) return { kind: 'complete' };
  if (reason === 'paused') return { kind: 'stop', problem: null };
  if (reason === 'signal') {
    return {
      kind: 'stop',
      problem: `This run was told to leave; ${state}: continue the job, or leave it to the watchdog.`,
    };
  }
  if (reason === 'error') {
    return {
      kind: 'stop',
      problem: `This run broke off (${run.error?.message ?? 'unknown'}); ${state}: continue the job, or leave it to the watchdog.`,
    };
  }
  if (reason === 'refused') {
    const when = notBefore === null ? ' at once' : ` before ${new Date(notBefore).toISOString()}`;
    return {
      kind: 'stop',
      problem: `The price source refuses requests; ${state}. The watchdog goes on, not${when}.${seenMost(run)}`,
    };
  }
  if (reason === 'idle') {
    // One of those that wait stays, so that they do not all leave to each other what a dead lane has in its hands.
    const isFirst = (run.others ?? []).every((other) => other > lane);
    return { kind: isFirst && autoContinue ? 'continue' : 'stop', problem: null };
  }
  if (batches === 0) {
    const inARow = runsWithoutProgress(facts, lane, hop);
    const problem = `This run finished no batch, the ${ordinal(inARow)} in a row; ${state}.`;
    const advice = run.cause
      ? `${seenMost(run)} Look whether the price source answers this machine (the network, YAHOO_FINANCE_URL).`
      : '';
    if (inARow >= RUNS_WITHOUT_PROGRESS)
      return { kind: 'stop', problem: `${problem} It starts no other: ${whoGoesOn(run)}.${advice}` };
    return { kind: autoContinue ? 'continue' : 'stop', problem: `${problem}${advice}` };
  }
  if (hop >= hopLimit(job)) {
    return {
      kind: 'stop',
      problem: `The chain has taken ${hop} runs for ${job.totalBatches} batches; ${state}: ${whoGoesOn(run)}.`,
    };
  }
  return { kind: autoContinue ? 'continue' : 'stop', problem: null };
}

/** Where the chain of a lane stops. */
function whoGoesOn({ others = [] }: EndedRun): string {
  return others.length > 0 ? 'the other lanes go on' : 'the job is stalled';
}

/** Why so many failures end the job, in a sentence; null if they do not. */
export function exceededProblem(job: Job, facts: Facts, plan: Pick<Plan, 'before'>): string | null {
  const limit = exceededLimit(job, countFailures(facts, plan));
  return limit && `${tooManyFailed(job, facts, plan, limit)}; ${stateOf(job, facts)}.`;
}

/** What has failed so far, for the limits of a job. */
export function countFailures(facts: Pick<Facts, 'done'>, { before }: Pick<Plan, 'before'>): Failures {
  const failures = failuresIn(facts);
  return {
    failed: failures.length,
    losses: failures.filter(({ ticker }) => before.has(ticker)).length,
    withDocument: before.size,
  };
}

function stateOf({ totalBatches }: Job, { done }: Facts): string {
  return `${totalBatches - done.size} of ${totalBatches} batches are left`;
}

function tooManyFailed(job: Job, facts: Facts, plan: Pick<Plan, 'before'>, limit: FailureLimit): string {
  const { losses, withDocument } = countFailures(facts, plan);
  const what =
    limit === 'losses'
      ? `${losses} of the ${withDocument} tickers that have a document have failed now`
      : `More than ${job.options.maxFailedPercent} % of the tickers have failed`;
  return `${what} (${frequentErrors(facts)})`;
}

function seenMost({ cause }: EndedRun): string {
  return cause ? ` Seen most: ${/[.!?]$/.test(cause) ? cause : `${cause}.`}` : '';
}

/** What most tickers have failed of: `31 × No data found, symbol may be delisted, 2 × …`. */
function frequentErrors(facts: Facts): string {
  const times = new Map<string, number>();
  for (const { error } of failuresIn(facts)) times.set(error, (times.get(error) ?? 0) + 1);
  return [...times]
    .sort(([, one], [, other]) => other - one)
    .slice(0, SHOWN_ERRORS)
    .map(([error, count]) => `${count} × ${error}`)
    .join(', ');
}

function ordinal(number: number): string {
  return ['first', 'second', 'third'][number - 1] ?? `${number}th`;
}
