import { endOf, JOB_ID, type Job } from '../core/job.ts';
import { textsSchema } from './fields.ts';
import { parseJob } from './job-record.ts';
import { JobUnreadable } from './job-unreadable.ts';
import { KEYS } from './keys.ts';
import { leaseKeys } from './lease.ts';
import { factsOf, type StoredJob } from './read-job.ts';
import type { Command, Redis, Reply } from './redis.ts';
import { RedisCommandFailed } from './redis-error.ts';

/** A job of the list. The numbers of one that has ended are stored with its end: its facts are not read. */
export type ListedJob = Pick<StoredJob, 'job' | 'facts' | 'alive'>;

/** The sound jobs, and those whose record cannot be read. */
export interface JobList<Listed> {
  jobs: Listed[];
  damaged: JobUnreadable[];
}

/** The newest jobs first: two commands, one more for each job, and two for each that is open. */
export async function listJobs(redis: Redis, limit: number): Promise<JobList<ListedJob>> {
  const { jobs, damaged } = await newestJobs(redis, limit);
  const open = jobs.filter((job) => !endOf(job));
  const facts = await readEach(redis, open, ({ id }) => [
    ['HGETALL', KEYS.done(id)],
    ['EXISTS', ...leaseKeys(id)],
  ]);
  const listed: ListedJob[] = [];
  for (const job of jobs) {
    const position = open.indexOf(job);
    try {
      if (position === -1) listed.push({ job, facts: factsOf(job, [], []), alive: false });
      else listed.push(listedFrom(job, facts[position] ?? null));
    } catch (error) {
      damaged.push(new JobUnreadable(job.id, error));
    }
  }
  return { jobs: listed, damaged };
}

/** Jobs whose keys have expired are left out. */
export async function newestJobs(redis: Redis, limit: number): Promise<JobList<Job>> {
  return readHashes(redis, await newestJobIds(redis, limit));
}

/** One command. */
export async function newestJobIds(redis: Redis, limit: number): Promise<string[]> {
  const [names] = await redis.pipeline([['ZRANGE', KEYS.jobs, 0, limit - 1, 'REV']]);
  return textsSchema.parse(names);
}

/** The jobs of these ids; an id of another form is never looked up. */
export async function readHashes(redis: Redis, ids: readonly string[]): Promise<JobList<Job>> {
  const known = ids.filter((id) => JOB_ID.test(id));
  const list: JobList<Job> = { jobs: [], damaged: [] };
  const hashes = await readEach(redis, known, (id) => [['HGETALL', KEYS.job(id)]]);
  for (const [position, id] of known.entries()) {
    try {
      const reply = hashes[position] ?? null;
      if (reply === null) throw new Error('its hash is of another type');
      const job = parseJob(reply[0], id);
      if (job) list.jobs.push(job);
    } catch (error) {
      list.damaged.push(new JobUnreadable(id, error));
    }
  }
  return list;
}

function listedFrom(job: Job, replies: Reply[] | null): ListedJob {
  if (replies === null) throw new Error('its facts are of another type');
  const [done, leases] = replies;
  return { job, facts: factsOf(job, done, []), alive: Number(leases) > 0 };
}

/**
 * The replies for each item, of which each takes as many commands; null for one whose commands Redis refuses, because a key is of another type. In one
 * request, and only if one is refused in one for each.
 */
async function readEach<Item>(
  redis: Redis,
  items: readonly Item[],
  commandsOf: (item: Item) => Command[],
): Promise<(Reply[] | null)[]> {
  const commands = items.map(commandsOf);
  if (commands.length === 0) return [];
  try {
    const replies = await redis.pipeline(commands.flat());
    const width = commands[0]?.length ?? 0;
    return commands.map((_, index) => replies.slice(index * width, (index + 1) * width));
  } catch (error) {
    if (!(error instanceof RedisCommandFailed)) throw error;
    return Promise.all(
      commands.map(async (ofItem) => {
        try {
          return await redis.pipeline(ofItem);
        } catch (refusal) {
          if (refusal instanceof RedisCommandFailed) return null;
          throw refusal;
        }
      }),
    );
  }
}
