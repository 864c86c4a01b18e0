import { JobUnreadable } from '../src/store/job-unreadable.ts';
import { KEYS } from '../src/store/keys.ts';
import { readJob } from '../src/store/read-job.ts';
import type { Command, Redis } from '../src/store/redis.ts';
import { DAMAGES } from '../test/support/damaged-job.ts';
import { everythingIn } from '../test/support/everything-in.ts';
import { watchRedis } from '../test/support/watched-redis.ts';
import type { StoryStack } from './story-stack.ts';

/** Each makes the watchdog red; a few show that more than one is skipped. */
const MOST = 3;

/** Names that stand in lists and under keys of ours, and that nobody wrote. */
const FOREIGN: readonly Command[] = [
  ['SADD', KEYS.openJobs, '', '__proto__', 'batch_job_../x', 'batch_job_without1keys'],
  ['ZADD', KEYS.jobs, 'inf', 'x', 9e15, '{"jobId":1}', 0, 'batch_job_'],
  ['SET', KEYS.idempotency('chaos'), '{"jobId":'],
  ['HSET', KEYS.tickerIndex, 'ZZZZ', '[8640000000000001,"5y"]'],
  ['SET', KEYS.marker('ZZZZ'), '[]'],
];

/**
 * Puts another open job beside the story's: a copy of it, in which one record is damaged. Both in one transaction, so
 * that nobody finds it sound.
 *
 * @returns false if there are enough, or no job to copy.
 */
export async function damageAnotherJob(
  { direct, damaged, chance, clock }: StoryStack,
  jobId: string,
): Promise<boolean> {
  const [title, damage] = chance.pick(DAMAGES);
  const copy = await copyOf(direct, jobId, `batch_job_damaged${damaged.size + 1}`, clock.now());
  if (copy === null || damaged.size === MOST) return false;
  await direct.transaction([...copy.commands, ...damage(copy.id, jobId), ...FOREIGN]);
  const error = await readJob(direct, copy.id).catch((thrown: unknown) => thrown);
  if (!(error instanceof JobUnreadable)) throw new Error(`${title} does not damage ${copy.id}`);
  damaged.set(copy.id, await recordsOf(direct, copy.id));
  return true;
}

/** What is damaged is for a person to look at: nobody works on it, ends it or mends it. */
export async function leavesDamagedJobsAlone({ direct, damaged, chain }: StoryStack): Promise<string[]> {
  const wrong: string[] = [];
  for (const [id, before] of damaged) {
    if ((await recordsOf(direct, id)) !== before) wrong.push(`${id} is damaged, and was changed`);
    if (chain.github.runs().some(({ title }) => title.startsWith(id)))
      wrong.push(`${id} is damaged, and a run was started for it`);
  }
  return wrong;
}

async function copyOf(redis: Redis, jobId: string, id: string, now: number) {
  const [hash, done, runs, plan] = await redis.pipeline([
    ['HGETALL', KEYS.job(jobId)],
    ['HGETALL', KEYS.done(jobId)],
    ['HGETALL', KEYS.runs(jobId)],
    ['GET', KEYS.plan(jobId)],
  ]);
  if (!Array.isArray(hash) || hash.length === 0 || typeof plan !== 'string') return null;
  const copied = (key: string, fields: unknown): Command[] =>
    Array.isArray(fields) && fields.length > 0 ? [['HSET', key, ...fields.map(String)]] : [];
  const commands: Command[] = [
    ...copied(KEYS.job(id), hash),
    ['HSET', KEYS.job(id), 'jobId', id],
    ...copied(KEYS.done(id), done),
    ...copied(KEYS.runs(id), runs),
    ['SET', KEYS.plan(id), plan],
    ['SADD', KEYS.openJobs, id],
    ['ZADD', KEYS.jobs, now, id],
  ];
  return { id, commands };
}

/** Its own keys alone: those of the story's job come and go while its runs are at work. */
async function recordsOf(redis: Redis, id: string): Promise<string> {
  return JSON.stringify(await everythingIn(watchRedis(redis), `${KEYS.job(id)}*`));
}
