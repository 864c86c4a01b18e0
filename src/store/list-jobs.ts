import * as z from 'zod';
import type { Facts } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { parseFacts, parseJob } from './job-record.ts';
import { KEYS } from './keys.ts';
import type { Redis, Reply } from './redis.ts';

/** A job of the list. The numbers of one that has ended are stored with its end: its facts are not read. */
export interface ListedJob {
  job: Job;
  facts: Facts;
  alive: boolean;
}

/** The newest jobs first: two commands, one more for each job, and one for each that is open. */
export async function listJobs(redis: Redis, limit: number): Promise<ListedJob[]> {
  const jobs = await newestJobs(redis, limit);
  const open = jobs.filter(({ end }) => !end);
  if (open.length === 0) return jobs.map((job) => ({ job, facts: parseFacts([], []), alive: false }));
  const [leases, ...done] = await redis.pipeline([
    ['MGET', ...open.map(({ id }) => KEYS.lease(id, 1))],
    ...open.map(({ id }) => ['HGETALL', KEYS.done(id)] as const),
  ]);
  return jobs.map((job) => {
    const position = open.indexOf(job);
    return { job, facts: parseFacts(done[position], []), alive: isHeld(leases, position) };
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

function isHeld(leases: Reply | undefined, position: number): boolean {
  return Array.isArray(leases) && position >= 0 && leases[position] !== null;
}
