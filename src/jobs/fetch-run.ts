import { type BatchFact, type Facts, lastRun, pausedUntil } from '../core/facts.ts';
import { batchTickers, type Job, type Plan } from '../core/job.ts';
import { COMMIT_EACH_BELOW } from '../core/lane-work.ts';
import { lanesFor } from '../core/lanes.ts';
import { earlierTries, pendingBatches } from '../core/pending-batches.ts';
import type { Run } from '../core/run.ts';
import type { PendingBatch } from '../fetching/batch-progress.ts';
import { type FetchReport, fetchPlan } from '../fetching/fetch-plan.ts';
import { createSharedRateLimiter } from '../fetching/rate-limiter.ts';
import { readDone } from '../store/probe.ts';
import { NO_SIGNALS } from '../store/signals.ts';
import { alreadyFetched } from './already-fetched.ts';
import { createDocumentGuard } from './document-guard.ts';
import { createFailureLimit } from './failure-limit.ts';
import { fetchAsLane, type RunProgress } from './fetch-as-lane.ts';
import { createLateCount } from './late-count.ts';
import { LOG_LINES } from './log-lines.ts';
import type { JobPorts } from './ports.ts';
import { writeBatches } from './write-batches.ts';

/** A finished batch waits so long for others to be written with it: a commit costs four commands, whatever its size. */
const LONGEST_WAIT_MILLISECONDS = 20_000;
/** While somebody looks at the status of the job; and once at its beginning, when the run cannot know that yet. */
const WATCHED_WAIT_MILLISECONDS = 5_000;
/**
 * What people have said is read with a commit, but no more often than this: large documents are committed every second.
 * Not in a job of several lanes, which tell each other in the same way that they help.
 */
const SIGNALS_MILLISECONDS = 15_000;
/** A look at the status, or a sign of help, counts so long: they are recorded 15 s or 30 s apart, and clocks differ. */
const SIGN_COUNTS_MILLISECONDS = 60_000;

export type FetchedRun = FetchReport & {
  /** What was known before, and what this run has written; what all lanes have, if it waited until all is done. */
  facts: Facts;
  /** Batches that this run has finished. */
  batches: number;
  /** The other lanes that had a lease when this run looked last. */
  others: readonly number[];
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
  const { clock, random, redis, log } = ports;
  const isShared = lanesFor(job).length > 1;
  const beginsJob = facts.runs.size === 0 && run.others.length === 0;
  const batchOf = (number: number): PendingBatch => ({
    number,
    tickers: batchTickers(plan, job.options.batchSize, number),
  });
  const pending = pendingBatches(job, facts);
  const fetched = await alreadyFetched(redis, job, facts, pending.map(batchOf));
  const guard = createDocumentGuard(plan, redis);
  const late = createLateCount(fetched, clock.now());
  const last = lastRun(facts, run.lane);
  const rateLimiter = createSharedRateLimiter({
    ceiling: options.requestsPerSecond,
    learned: last?.pace ?? null,
    notBefore: last && pausedUntil(last),
    onThrottle: (rate) => log(rate === null ? LOG_LINES.fullSpeed() : LOG_LINES.throttled(rate)),
    clock,
    random,
  });
  const deadline = clock.now() + options.timeBudget * 1_000;
  const finished = new Map<number, BatchFact>();
  const failures = createFailureLimit(run, redis);
  let taken = 0;
  let isHelping = false;
  let signalsReadAt = Number.NEGATIVE_INFINITY;
  let commits = 0;

  const counts = (at: number | null) => at !== null && Math.abs(clock.now() - at) < SIGN_COUNTS_MILLISECONDS;
  const progress: RunProgress = {
    done: new Set(facts.done.keys()),
    all: null,
    others: run.others,
    signals: NO_SIGNALS,
    stopReason() {
      if (progress.signals.ended) return 'ended';
      if (progress.signals.paused) return 'paused';
      return failures.isExceeded ? 'too-many-failed' : null;
    },
    isHelped: () => isShared && counts(progress.signals.helpedAt),
    fetch,
  };

  const report = isShared
    ? await fetchAsLane(run, progress, { deadline, cancelSignal, ports })
    : await progress.fetch(pending);
  return {
    ...report,
    facts: { ...facts, done: progress.all ?? new Map([...facts.done, ...finished]) },
    batches: finished.size,
    others: progress.others,
  };

  async function fetch(batches: readonly number[], asHelper = false): Promise<FetchReport> {
    isHelping = asHelper;
    const isSpent = options.maxBatches > 0 && taken >= options.maxBatches;
    const report = await fetchPlan(
      {
        batches: batchesToDo(isSpent ? [] : batches),
        options: {
          ...job.options,
          maxBatches: Math.max(0, options.maxBatches - taken),
          timeBudget: Math.max(0, deadline - clock.now()) / 1_000,
          requestsPerSecond: options.requestsPerSecond,
        },
        likelyTickers: likelyTickers(job, plan, facts),
        cancelSignal,
        earlierTries: (batch, ticker) => earlierTries(facts, batch, ticker),
        isAlreadyFetched: (ticker) => fetched.has(ticker),
        onTaken(batch) {
          taken += 1;
          log(LOG_LINES.batchTaken(job, batch.number, batch.tickers));
        },
        onFetched(batch) {
          if (batch.outcome.kind === 'done') failures.fetched(batch);
        },
        compare: guard.compare,
        write,
        // The commits of other lanes show already that the job goes on; one more costs four commands.
        firstAtOnce: run.others.length === 0 && !asHelper,
        longestWaitMilliseconds,
        stopReason: progress.stopReason,
      },
      { ...ports, rateLimiter },
    );
    return isSpent && report.reason === 'done' ? { ...report, reason: 'max-batches' } : report;
  }

  function* batchesToDo(batches: readonly number[]): Generator<PendingBatch> {
    for (const number of batches) if (!progress.done.has(number)) yield batchOf(number);
  }

  async function write(group: Parameters<typeof writeBatches>[2]): Promise<void> {
    const createsFacts = facts.done.size + finished.size === 0;
    const isDue = Math.abs(clock.now() - signalsReadAt) >= SIGNALS_MILLISECONDS;
    const readsSignals = isShared || commits < 2 || isDue;
    const known = { seen: guard.seen, late };
    const written = await writeBatches(redis, run, group, clock.now(), { createsFacts, readsSignals }, known);
    commits += 1;
    for (const [number, fact] of written.facts) {
      finished.set(number, fact);
      progress.done.add(number);
    }
    if (written.signals) {
      progress.signals = written.signals;
      signalsReadAt = clock.now();
    }
    for (const { number, outcome } of group) {
      if (outcome.kind === 'done') log(LOG_LINES.batchCompleted(job, number, outcome.milliseconds));
    }
    await failures.committed();
    if (progress.isHelped() && !isHelping)
      for (const number of await readDone(redis, job.id)) progress.done.add(number);
  }

  function longestWaitMilliseconds(): number {
    if (beginsJob && commits < 2) return WATCHED_WAIT_MILLISECONDS;
    if (isHelping && job.totalBatches - progress.done.size < COMMIT_EACH_BELOW) return 0;
    return counts(progress.signals.polledAt) ? WATCHED_WAIT_MILLISECONDS : LONGEST_WAIT_MILLISECONDS;
  }
}

/** Tickers to probe the source with: those that this job has filled, else names that every market has. */
function likelyTickers(job: Job, plan: Plan, facts: Facts): string[] {
  const { batchSize } = job.options;
  const filled = [...facts.done].find(([, fact]) => fact.failures.length === 0);
  const known = filled ? batchTickers(plan, batchSize, filled[0]) : [];
  return [...known.slice(0, 2), 'AAPL', 'MSFT'];
}
