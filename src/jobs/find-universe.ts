import { isSelection, type Job, type TickerSource } from '../core/job.ts';
import { JobUnreadable } from '../store/job-unreadable.ts';
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

/** Of the newest jobs, among which one of a named universe is looked for: a command each, like the list of the page. */
const JOBS_LOOKED_AT = 20;

/**
 * The tickers of a universe. If none is named, it is that of the last nightly job; else of the newest job of the S&P 500
 * or of all listings, which a list that is filled once in between does not replace; else of the newest custom list.
 * Without any job: the S&P 500, as the action has it. No command if it is named, else two to four, and one for each of
 * the newest jobs where the newest of all does not decide.
 */
export async function findUniverse(
  named: Exclude<TickerSource, 'custom'> | undefined,
  ports: UniversePorts,
): Promise<AskedUniverse> {
  if (named) return { universe: named, tickers: await listOf(named, ports), sessionJobs: null };
  const sessionJobs = await readLastSession(ports);
  for await (const job of jobsToAsk(sessionJobs, ports.redis)) {
    const tickers = await tickersOf(job, ports);
    if (tickers) return { universe: job.tickerSource, tickers, sessionJobs };
  }
  return { universe: 'sp500', tickers: await listOf('sp500', ports), sessionJobs };
}

export async function listOf(
  source: TickerSource,
  { clock, fetch, tickerListUrl }: UniversePorts,
): Promise<string[]> {
  const now = new Date(clock.now());
  return (await loadUniverse({ source, now, fetch, origin: tickerListUrl })).tickers;
}

/** Null if the job has a list of its own that can be read no more. */
async function tickersOf({ id, tickerSource }: Job, ports: UniversePorts): Promise<string[] | null> {
  if (tickerSource !== 'custom') return listOf(tickerSource, ports);
  try {
    const { tickers, knownFailed, fresh } = await readPlan(ports.redis, id);
    return [...tickers, ...knownFailed.map(({ ticker }) => ticker), ...fresh];
  } catch (error) {
    if (error instanceof JobUnreadable) return null;
    throw error;
  }
}

/** The nightly jobs, the last first; then the others as they count. Damaged ones are skipped. */
async function* jobsToAsk({ nightly, before }: SessionJobs, redis: Redis): AsyncGenerator<Job> {
  for (const id of [nightly, ...before]) if (id !== null) yield* (await readHashes(redis, [id])).jobs;
  const [newest, ...older] = await newestJobIds(redis, JOBS_LOOKED_AT);
  if (newest === undefined) return;
  // Alone: nearly always it is the one.
  const { jobs } = await readHashes(redis, [newest]);
  if (jobs.some(isOfNamedUniverse)) yield* jobs;
  const all = [...jobs, ...(await readHashes(redis, older)).jobs].filter((job) => !isSelection(job));
  yield* all.filter(isOfNamedUniverse);
  yield* all.filter(({ tickerSource }) => tickerSource === 'custom');
}

/** A retry has the source of its job. */
function isOfNamedUniverse(job: Job): boolean {
  return job.tickerSource !== 'custom' && !isSelection(job);
}
