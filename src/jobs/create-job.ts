import { noFacts } from '../core/facts.ts';
import { batchCount, isSelection, type Job, newJobId, type Plan, type TickerSource } from '../core/job.ts';
import { completeOptions, type GivenOptions } from '../core/options.ts';
import type { PlannedTickers } from '../core/plan.ts';
import { writeJob } from '../store/write-job.ts';
import { loadUniverse } from '../tickers/universe.ts';
import { endJob, withEnd } from './end-job.ts';
import { LOG_LINES } from './log-lines.ts';
import { planTickers } from './plan-tickers.ts';
import type { JobPorts } from './ports.ts';

/** A person who names fewer tickers than this to be fetched again knows what they ask for. */
export const FEW_TICKERS = 50;

/** What a job is made from. */
export interface JobRequest {
  /** @default a new one */
  id?: string;
  tickerSource: TickerSource;
  /** Of `custom`, as people write them. */
  tickers?: string | readonly string[] | undefined;
  /** What is left out is as the defaults have it. */
  options: GivenOptions;
  /** Whoever makes it works on it at once: if that comes to nothing it is stalled, and the watchdog starts it again. */
  started?: boolean;
  /** Fetches again what is fresh or marked. */
  refresh?: boolean;
  retryOf?: string | undefined;
  /** The session whose late tickers are fetched again, `YYYY-MM-DD`. */
  lateFor?: string | undefined;
}

export interface CreatedJob {
  job: Job;
  plan: Plan;
  /** About what the documents take that it writes anew. */
  replacedBytes: number;
}

export type CreatePorts = Pick<
  JobPorts,
  'redis' | 'source' | 'clock' | 'random' | 'fetch' | 'tickerListUrl' | 'log'
>;

/**
 * Plans a universe against what Redis knows of it, and writes the job. No run is started; nothing of the job can be
 * seen before all of it is written. A job with nothing to fetch that nobody works on is completed at once.
 *
 * @throws {TickerListError} if the tickers of `custom` cannot be used.
 */
export async function createJob(request: JobRequest, ports: CreatePorts): Promise<CreatedJob> {
  const { written, ...planned } = await beginJob(request, ports);
  await written;
  return { ...planned, job: request.started ? planned.job : await completeIfEmpty(planned.job, ports) };
}

/**
 * The same, but returns while the job is being written, so that its first tickers can be fetched meanwhile. Nobody else
 * knows the job before `written` resolves.
 *
 * @throws {TickerListError} if the tickers of `custom` cannot be used.
 */
export async function beginJob(
  request: JobRequest,
  ports: CreatePorts,
): Promise<CreatedJob & { written: Promise<void> }> {
  const { redis, log } = ports;
  const planned = await planJob(request, ports);
  const { job, plan } = planned;
  log(LOG_LINES.creating(job.id, job.totalTickers));
  log(LOG_LINES.processing(job));
  const written = writeJob(redis, job, plan);
  // Whoever works on the job awaits it, at the first write at the latest.
  written.catch(() => undefined);
  return { ...planned, written };
}

/**
 * The job that a request makes; nothing is written.
 *
 * @throws {TickerListError} if the tickers of `custom` cannot be used.
 */
export async function planJob(request: JobRequest, ports: CreatePorts): Promise<CreatedJob> {
  const { redis, source, clock, random, fetch, tickerListUrl, log } = ports;
  const { tickerSource, started = false, refresh = false } = request;
  const now = clock.now();
  const options = completeOptions(request.options);
  const named = source.name();
  // Awaited where it is needed: a gateway is asked for its name while Redis is read.
  named.catch(() => undefined);
  if (started) void source.prepare?.();
  const universe = await loadUniverse({
    source: tickerSource,
    tickers: request.tickers,
    now: new Date(now),
    fetch,
    origin: tickerListUrl,
  });
  const { tickers } = universe;
  const { id = newJobId(now, random) } = request;
  log(universe.note);
  const planned = await planTickers(redis, tickers, { refresh, options, priceSource: named }, now);
  const priceSource = await named;
  const replacesAll = refresh && !isSelection(request) && tickers.length < FEW_TICKERS;
  const fresh = tickerSource === 'custom' && planned.cached > 0 ? freshOf(tickers, planned) : [];
  const { cached, replacedBytes, ...plan } = { ...planned, fresh, replacesAll };
  const madeAt = new Date(now).toISOString();
  const job: Job = {
    id,
    tickerSource,
    priceSource,
    totalTickers: tickers.length,
    cached,
    knownFailed: plan.knownFailed.length,
    toProcess: plan.tickers.length,
    totalBatches: batchCount(plan.tickers.length, options.batchSize),
    options,
    startTime: madeAt,
    state: { status: 'open', startedAt: started ? madeAt : null, resumedAt: null },
    wasPaused: false,
    polledAt: null,
    reopened: 0,
    reopenedAt: null,
    retryOf: request.retryOf,
    lateFor: request.lateFor,
  };
  return { job, plan, replacedBytes };
}

/** Those of a list that are neither to be fetched nor known to fail. */
function freshOf(list: readonly string[], { tickers, knownFailed }: PlannedTickers): string[] {
  const others = new Set([...tickers, ...knownFailed.map(({ ticker }) => ticker)]);
  return list.filter((ticker) => !others.has(ticker));
}

/** No notice is sent: whoever makes the job has the answer at once. */
async function completeIfEmpty(job: Job, ports: CreatePorts): Promise<Job> {
  if (job.totalBatches > 0) return job;
  const { end } = await endJob({ job, facts: noFacts() }, { status: 'completed' }, job.id, ports);
  return withEnd(job, end);
}
