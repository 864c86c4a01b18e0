import * as z from 'zod';
import { endOf, type Job } from '../core/job.ts';
import { parseFacts } from './facts-record.ts';
import { parseJob } from './job-record.ts';
import { KEYS } from './keys.ts';
import { leaseKeys, type StoredJob } from './read-job.ts';
import type { Command, Redis } from './redis.ts';

/** A job of the list. The numbers of one that has ended are stored with its end: its facts are not read. */
export type ListedJob = Pick<StoredJob, 'job' | 'facts' | 'alive'>;

/** The newest jobs first: two commands, one more for each job, and two for each that is open. */
export async function listJobs(redis: Redis, limit: number): Promise<ListedJob[]> {
  const jobs = await newestJobs(redis, limit);
  const open = jobs.filter((job) => !endOf(job));
  const commands = open.flatMap<Command>(({ id }) => [
    ['HGETALL', KEYS.done(id)],
    ['EXISTS', ...leaseKeys(id)],
  ]);
  const replies = commands.length === 0 ? [] : await redis.pipeline(commands);
  return jobs.map((job) => {
    const position = open.indexOf(job);
    const done = position === -1 ? [] : replies[2 * position];
    return {
      job,
      facts: parseFacts(done, []),
      alive: position !== -1 && Number(replies[2 * position + 1]) > 0,
    };
  });
}

/** Jobs whose keys have expired are left out. */
export async function newestJobs(redis: Redis, limit: number): Promise<Job[]> {
  const [names] = await redis.pipeline([['ZRANGE', KEYS.jobs, 0, limit - 1, 'REV']]);
  const ids = z.array(z.string()).parse(names);
  if (ids.length === 0) return [];
  const hashes = await redis.pipeline(ids.map((id) => ['HGETALL', KEYS.job(id)]));
  return hashes.map(parseJob).filter((job) => job !== null);
}
