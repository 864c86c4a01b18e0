import { endOf, type SourceName } from '../core/job.ts';
import { textsSchema } from '../store/fields.ts';
import { JobUnreadable } from '../store/job-unreadable.ts';
import { KEYS } from '../store/keys.ts';
import { readOpenJobs } from '../store/open-jobs.ts';
import { readJob, readJobAndPlan, type StoredJob } from '../store/read-job.ts';
import type { Redis } from '../store/redis.ts';
import { readIndex } from '../store/ticker-index.ts';

/**
 * The jobs of this Redis that have not ended, the newest first.
 *
 * @param onDamaged gets a sentence about each job whose record is damaged: it is left out.
 */
export async function unfinishedJobs(
  redis: Redis,
  now: number,
  onDamaged: (sentence: string) => void,
): Promise<StoredJob[]> {
  const found: StoredJob[] = [];
  for (const jobId of await readOpenJobs(redis, now)) {
    const stored = await ifReadable(readJob(redis, jobId), onDamaged);
    if (stored && !endOf(stored.job)) found.push(stored);
  }
  return found.sort((one, other) => Date.parse(other.job.startTime) - Date.parse(one.job.startTime));
}

/**
 * Whether a job of the source `custom` is about these tickers; false if its plan is gone. Its plan names those that were to be fetched; those
 * that were cached then must be known to the index.
 */
export async function isAbout(
  redis: Redis,
  { job }: StoredJob,
  tickers: readonly string[],
): Promise<boolean> {
  if (job.totalTickers !== tickers.length) return false;
  const plan = (await ifReadable(readJobAndPlan(redis, job.id)))?.plan;
  if (!plan) return false;
  const planned = new Set([...plan.tickers, ...plan.knownFailed.map(({ ticker }) => ticker)]);
  const rest = tickers.filter((ticker) => !planned.has(ticker));
  if (rest.length !== tickers.length - planned.size) return false;
  return rest.length === 0 || (await readIndex(redis, rest)).size === rest.length;
}

async function ifReadable<Value>(
  reading: Promise<Value>,
  onDamaged: (sentence: string) => void = () => undefined,
): Promise<Value | null> {
  return reading.catch((error: unknown) => {
    if (!(error instanceof JobUnreadable)) throw error;
    onDamaged(error.message);
    return null;
  });
}

/** Whether some price in this Redis comes from that source. For the embedded Redis alone: it reads the whole index. */
export async function holdsPricesOf(redis: Redis, source: SourceName): Promise<boolean> {
  const [reply] = await redis.pipeline([['HGETALL', KEYS.tickerIndex]]);
  const tickers = textsSchema.parse(reply).filter((_, position) => position % 2 === 0);
  const entries = tickers.length === 0 ? new Map() : await readIndex(redis, tickers);
  return [...entries.values()].some((entry) => entry.source === source);
}
