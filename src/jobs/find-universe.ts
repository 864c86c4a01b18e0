import { isSelection, type Job, type TickerSource } from '../core/job.ts';
import { newestJobIds, readHashes } from '../store/list-jobs.ts';
import { readPlan } from '../store/read-job.ts';
import type { Redis } from '../store/redis.ts';
import type { SessionJobs } from '../store/sessions.ts';
import { loadUniverse } from '../tickers/universe.ts';
import { readLastSession } from './nightly.ts';
import type { JobPorts } from './ports.ts';

/** A universe that somebody asks about. */
export interface AskedUniverse {
  universe: TickerSource;
  tickers: string[];
  /** Of the last session, as they were read on the way; null if the universe was named. */
  sessionJobs: SessionJobs | null;
}

export type UniversePorts = Pick<JobPorts, 'redis' | 'clock' | 'fetch' | 'tickerListUrl'>;

/** Of the newest jobs, among which one that is no retry is looked for. */
const JOBS_LOOKED_AT = 5;

/**
 * The tickers of a universe; of the last nightly job if none is named. Of a custom list only what its job had to fetch
 * is known. Without any job: the S&P 500, as the action has it. None if it is named, else two to four commands, and one
 * more for each retry that is newer than the job.
 */
export async function findUniverse(
  named: Exclude<TickerSource, 'custom'> | undefined,
  ports: UniversePorts,
): Promise<AskedUniverse> {
  if (named) return { universe: named, tickers: await listOf(named, ports), sessionJobs: null };
  const sessionJobs = await readLastSession(ports);
  const job = await lastNightlyJob(sessionJobs, ports);
  const universe = job?.tickerSource ?? 'sp500';
  if (!job || universe !== 'custom') {
    return { universe, tickers: await listOf(universe, ports), sessionJobs };
  }
  const { tickers, knownFailed } = await readPlan(ports.redis, job.id);
  return { universe, tickers: [...tickers, ...knownFailed.map(({ ticker }) => ticker)], sessionJobs };
}

export async function listOf(
  source: TickerSource,
  { clock, fetch, tickerListUrl }: UniversePorts,
): Promise<string[]> {
  const now = new Date(clock.now());
  return (await loadUniverse({ source, now, fetch, origin: tickerListUrl })).tickers;
}

/** Where no session has a nightly job: the newest of all that is no selection of another. */
async function lastNightlyJob(
  { nightly, before }: SessionJobs,
  ports: UniversePorts,
): Promise<Job | undefined> {
  const id = [nightly, ...before].find((one) => one !== null);
  const found = id ? (await readHashes(ports.redis, [id])).jobs[0] : undefined;
  return found ?? (await newestWhole(ports.redis));
}

/** One by one: nearly always it is the first. */
async function newestWhole(redis: Redis): Promise<Job | undefined> {
  for (const id of await newestJobIds(redis, JOBS_LOOKED_AT)) {
    const [job] = (await readHashes(redis, [id])).jobs;
    if (job && !isSelection(job)) return job;
  }
  return undefined;
}
