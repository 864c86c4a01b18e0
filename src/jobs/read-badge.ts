import { endOf, isSelection, type Job } from '../core/job.ts';
import { sessionOf } from '../core/job-title.ts';
import { lastSession } from '../core/us-calendar.ts';
import { newestJobs } from '../store/list-jobs.ts';
import type { Redis } from '../store/redis.ts';

/** How fresh the universe is that was filled last. */
export interface UniverseFreshness {
  fresh: number;
  total: number;
  word: 'fresh' | 'stale' | 'failed' | 'empty';
}

/** Each costs a command. */
const NEWEST_JOBS = 5;

/**
 * From the numbers that the newest whole universe has stored with its end: no facts and no documents are read.
 *
 * @param now milliseconds since 1970.
 */
export async function readBadge(redis: Redis, now: number): Promise<UniverseFreshness> {
  const { jobs } = await newestJobs(redis, NEWEST_JOBS);
  const ended = jobs.filter((job) => !isSelection(job) && isFilled(job));
  const job = ended.find(({ tickerSource }) => tickerSource !== 'custom') ?? ended[0];
  const end = job ? endOf(job) : null;
  if (!job || !end) return { fresh: 0, total: 0, word: 'empty' };
  return { fresh: end.successful, total: job.totalTickers, word: wordOf(job, now) };
}

function isFilled(job: Job): boolean {
  const status = endOf(job)?.status;
  return status === 'completed' || status === 'failed';
}

function wordOf(job: Job, now: number): UniverseFreshness['word'] {
  if (endOf(job)?.status === 'failed') return 'failed';
  const session = sessionOf(job) ?? lastSession(Date.parse(job.startTime)).date;
  return session === lastSession(now).date ? 'fresh' : 'stale';
}
