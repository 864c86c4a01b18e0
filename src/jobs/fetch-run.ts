import { type BatchFact, type Facts, lastRun, pausedUntil, type RunEnd } from '../core/facts.ts';
import { batchTickers, type Job, type Plan } from '../core/job.ts';
import { exceededLimit } from '../core/limits.ts';
import { countFailures } from '../core/next-step.ts';
import { earlierTries, pendingBatches } from '../core/pending-batches.ts';
import type { Run } from '../core/run.ts';
import { type FetchReport, fetchPlan } from '../fetching/fetch-plan.ts';
import type { JobSignals } from '../store/commit.ts';
import { alreadyFetched } from './already-fetched.ts';
import { createDocumentGuard } from './document-guard.ts';
import { LOG_LINES } from './log-lines.ts';
import type { JobPorts } from './ports.ts';
import { writeBatches } from './write-batches.ts';

/** A finished batch waits so long for others to be written with it: a commit costs four commands, whatever its size. */
const LONGEST_WAIT_MILLISECONDS = 20_000;
/** While somebody looks at the status of the job. */
const WATCHED_WAIT_MILLISECONDS = 5_000;
/** A look at the status counts so long: looks are recorded 15 s apart, and clocks differ. */
const POLL_COUNTS_MILLISECONDS = 60_000;

export type FetchedRun = FetchReport & {
  /** What was known before, and what this run has written. */
  facts: Facts;
  /** Batches that this run has finished. */
  batches: number;
};

export type FetchRunPorts = Pick<JobPorts, 'redis' | 'source' | 'clock' | 'random' | 'log'>;

/**
 * Fetches the batches of a job until nothing is left or something ends the run. Rejects if Redis does.
 *
 * @param cancelSignal aborted when the run has to leave: it starts no batch, writes what is finished, and returns.
 */
export async function fetchRun(
  run: Run,
  cancelSignal: AbortSignal,
  ports: FetchRunPorts,
): Promise<FetchedRun> {
  const { job, plan, facts, options } = run;
  const { clock, redis, log } = ports;
  const batches = pendingBatches(job, facts).map((number) => ({
    number,
    tickers: batchTickers(plan, job.options.batchSize, number),
  }));
  const fetched = await alreadyFetched(redis, job, facts, batches);
  const guard = createDocumentGuard(plan, redis);
  const last = lastRun(facts, run.lane);
  const finished = new Map<number, BatchFact>();
  const failures = countFailures(facts, plan);
  let signals: JobSignals = { paused: false, ended: false, polledAt: null };
  const stopReason = (): RunEnd | null => {
    if (signals.ended) return 'ended';
    if (signals.paused) return 'paused';
    return exceededLimit(job, failures) ? 'too-many-failed' : null;
  };

  const report = await fetchPlan(
    {
      batches,
      options: { ...job.options, ...options },
      learnedRate: last?.pace ?? null,
      notBefore: last && pausedUntil(last),
      likelyTickers: likelyTickers(job, plan, facts),
      cancelSignal,
      earlierTries: (batch, ticker) => earlierTries(facts, batch, ticker),
      isAlreadyFetched: (ticker) => fetched.has(ticker),
      onThrottle: (rate) => log(rate === null ? LOG_LINES.fullSpeed() : LOG_LINES.throttled(rate)),
      onTaken: (batch) => log(LOG_LINES.batchTaken(job, batch.number, batch.tickers)),
      onFetched(batch) {
        if (batch.outcome.kind !== 'done') return;
        failures.failed += batch.failures.length;
        failures.losses += batch.failures.filter(({ ticker }) => plan.before.has(ticker)).length;
      },
      compare: guard.compare,
      async write(group) {
        const createsFacts = facts.done.size + finished.size === 0;
        const written = await writeBatches(redis, run, group, clock.now(), createsFacts, guard.seen);
        for (const [number, fact] of written.facts) finished.set(number, fact);
        signals = written.signals;
        for (const { number, outcome } of group) {
          if (outcome.kind === 'done') log(LOG_LINES.batchCompleted(job, number, outcome.milliseconds));
        }
      },
      longestWaitMilliseconds: () =>
        isPolled(signals, clock.now()) ? WATCHED_WAIT_MILLISECONDS : LONGEST_WAIT_MILLISECONDS,
      stopReason,
    },
    ports,
  );
  return {
    ...report,
    facts: { ...facts, done: new Map([...facts.done, ...finished]) },
    batches: finished.size,
  };
}

function isPolled({ polledAt }: JobSignals, now: number): boolean {
  return polledAt !== null && Math.abs(now - polledAt) < POLL_COUNTS_MILLISECONDS;
}

/** Tickers to probe the source with: those that this job has filled, else names that every market has. */
function likelyTickers(job: Job, plan: Plan, facts: Facts): string[] {
  const { batchSize } = job.options;
  const filled = [...facts.done].find(([, fact]) => fact.failures.length === 0);
  const known = filled ? batchTickers(plan, batchSize, filled[0]) : [];
  return [...known.slice(0, 2), 'AAPL', 'MSFT'];
}
