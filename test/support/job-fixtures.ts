import type { BatchFact, Facts, RunRecord } from '../../src/core/facts.ts';
import { batchCount, type Job, type Plan, type TickerFailure } from '../../src/core/job.ts';
import { completeOptions, type JobOptions } from '../../src/core/options.ts';

/** A Tuesday, noon in New York; milliseconds since 1970. */
export const NOON = Date.parse('2026-11-24T17:00:00.000Z');

/** A job of 12 tickers in batches of 5, just made; options and counts as given. */
export function aJob(given: Partial<Job> = {}, options: Partial<JobOptions> = {}): Job {
  const { toProcess = 12, cached = 0, knownFailed = 0 } = given;
  const complete = completeOptions(options);
  return {
    id: 'batch_job_12345',
    tickerSource: 'custom',
    priceSource: 'yahoo',
    totalTickers: toProcess + cached + knownFailed,
    cached,
    knownFailed,
    toProcess,
    totalBatches: batchCount(toProcess, complete.batchSize),
    options: complete,
    startTime: new Date(NOON).toISOString(),
    startedAt: null,
    pausedAt: null,
    resumedAt: null,
    reopened: 0,
    reopenedAt: null,
    end: null,
    ...given,
  };
}

/** The plan of `aJob`: T1, T2 … */
export function aPlan(tickers = 12, given: Partial<Plan> = {}): Plan {
  return {
    tickers: Array.from({ length: tickers }, (_, index) => `T${index + 1}`),
    knownFailed: [],
    marked: [],
    ...given,
  };
}

export function aFailure(ticker: string, given: Partial<TickerFailure> = {}): TickerFailure {
  return { ticker, error: 'No data found, symbol may be delisted', code: 'not-found', attempts: 1, ...given };
}

export function aFact(given: Partial<BatchFact> = {}): BatchFact {
  return { milliseconds: 2_300, at: NOON, hop: 1, failures: [], ...given };
}

export function aRun(given: Partial<RunRecord> = {}): RunRecord {
  return {
    hop: 1,
    cause: 'workflow_dispatch',
    lane: 1,
    from: NOON,
    until: null,
    reason: null,
    batches: 0,
    tries: {},
    notBefore: null,
    pace: null,
    ...given,
  };
}

/** Facts in which these batches are done, the rest as given. */
export function someFacts(
  done: Iterable<number | readonly [batch: number, fact: BatchFact]> = [],
  rest: { hops?: Record<number, string>; runs?: readonly RunRecord[]; restarts?: Facts['restarts'] } = {},
): Facts {
  const { hops = {}, runs = [], restarts = [] } = rest;
  return {
    done: new Map([...done].map((one) => (typeof one === 'number' ? [one, aFact()] : one))),
    hops: new Map(Object.entries(hops).map(([hop, run]) => [Number(hop), run])),
    runs: new Map(runs.map((record, index) => [`run-${index + 1}`, record])),
    restarts,
  };
}
