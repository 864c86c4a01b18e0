import type { BatchFact, Facts, RunRecord } from '../../src/core/facts.ts';
import { batchCount, type Job, type JobEnd, type Plan, type TickerFailure } from '../../src/core/job.ts';
import { completeOptions, type JobOptions } from '../../src/core/options.ts';
import { stateFrom } from '../../src/core/view.ts';
import type { StoredJob } from '../../src/store/read-job.ts';

/** A Tuesday, noon in New York; milliseconds since 1970. */
export const NOON = Date.parse('2026-11-24T17:00:00.000Z');

/** What a job may be given, with the instants that make its state. */
export interface GivenJob extends Partial<Omit<Job, 'state'>> {
  startedAt?: string | null;
  pausedAt?: string | null;
  resumedAt?: string | null;
  end?: JobEnd | null;
}

/** A job of 12 tickers in batches of 5, just made; options, counts and instants as given. */
export function aJob(given: GivenJob = {}, options: Partial<JobOptions> = {}): Job {
  const { startedAt = null, pausedAt = null, resumedAt = null, end = null, ...fields } = given;
  const { toProcess = 12, cached = 0, knownFailed = 0 } = fields;
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
    state: stateFrom(startedAt, pausedAt, resumedAt, end),
    wasPaused: pausedAt !== null,
    polledAt: null,
    reopened: 0,
    reopenedAt: null,
    ...fields,
  };
}

/** An end of a job, an hour after noon. */
export function anEnd(
  status: JobEnd['status'],
  given: { by?: string; at?: string; reason?: string | undefined; successful?: number; failed?: number } = {},
): JobEnd {
  const { reason = 'No reason was given.', ...rest } = given;
  const base = { by: '101', at: new Date(NOON + 3_600_000).toISOString(), successful: 0, failed: 0, ...rest };
  return status === 'failed' ? { status, reason, ...base } : { status, ...base };
}

/** A job as it is read; alive if lanes have a lease. */
export function aStoredJob(
  job = aJob(),
  facts: Facts = someFacts(),
  leases: Record<number, string> = {},
): StoredJob {
  const held = new Map(Object.entries(leases).map(([lane, holder]) => [Number(lane), holder]));
  return { job, facts, leases: held, alive: held.size > 0 };
}

/** The plan of `aJob`: T1, T2 … */
export function aPlan(tickers = 12, given: Partial<Plan> = {}): Plan {
  return {
    tickers: Array.from({ length: tickers }, (_, index) => `T${index + 1}`),
    knownFailed: [],
    fresh: [],
    marked: new Map(),
    before: new Map(),
    replacesAll: false,
    ...given,
  };
}

export function aFailure(ticker: string, given: Partial<TickerFailure> = {}): TickerFailure {
  return { ticker, error: 'No data found, symbol may be delisted', code: 'not-found', attempts: 1, ...given };
}

export function aFact(given: Partial<BatchFact> = {}): BatchFact {
  return { milliseconds: 2_300, at: NOON, lane: 1, hop: 1, failures: [], late: 0, ...given };
}

export function aRun(given: Partial<RunRecord> = {}): RunRecord {
  return {
    lane: 1,
    hop: 1,
    cause: 'workflow_dispatch',
    autoContinue: true,
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

/** Facts in which these batches are done, the rest as given; hops are of the first lane. */
export function someFacts(
  done: Iterable<number | readonly [batch: number, fact: BatchFact]> = [],
  rest: { hops?: Record<number, string>; runs?: readonly RunRecord[]; restarts?: Facts['restarts'] } = {},
): Facts {
  const { hops = {}, runs = [], restarts = [] } = rest;
  return {
    done: new Map([...done].map((one) => (typeof one === 'number' ? [one, aFact()] : one))),
    hops: hopsOf(hops),
    runs: new Map(runs.map((record, index) => [`run-${index + 1}`, record])),
    restarts,
  };
}

function hopsOf(hops: Record<number, string>): Facts['hops'] {
  const ofLane = new Map(Object.entries(hops).map(([hop, run]) => [Number(hop), run]));
  return ofLane.size === 0 ? new Map() : new Map([[1, ofLane]]);
}
