import { type Diagnosis, diagnosesOf } from '../core/diagnosis.ts';
import type { Redis } from '../store/redis.ts';
import { readServerInfo } from '../store/server-info.ts';
import { tryWriting } from '../store/try-writing.ts';

const say = diagnosesOf('redis');
/** Of its limit; a night writes over what is there, and a larger universe or range needs room. */
const ALMOST_FULL = 0.9;
const BYTES_IN_MEGABYTE = 1_000_000;

/** Whether Redis answers: one command. Rejects with a `RedisError` if it does not. */
export async function diagnoseRedis(redis: Redis): Promise<Diagnosis[]> {
  await redis.pipeline([['PING']]);
  return [say.ok('It answers.')];
}

/**
 * Whether Redis takes and keeps what is written, and how much room is left: four commands. Rejects with a `RedisError`.
 *
 * @param id names the key that is written, read and deleted.
 */
export async function diagnoseWriting(redis: Redis, id: string): Promise<Diagnosis[]> {
  const isKept = await tryWriting(redis, id);
  const { evictionPolicy, usedBytes, limitBytes } = await readServerInfo(redis);
  return [
    isKept
      ? say.ok('A key was written, read and deleted.')
      : say.problem(
          'A key was written, and another value was read: check that UPSTASH_REDIS_REST_URL is one database.',
        ),
    evictionOf(evictionPolicy),
    spaceOf(usedBytes, limitBytes),
  ];
}

function evictionOf(policy: string | null): Diagnosis {
  if (policy === 'noeviction') return say.ok('Eviction is off.');
  if (policy === null)
    return say.note('It does not say whether eviction is off: look at the page of the database.');
  return say.problem(
    `Eviction is on (${policy}): a full database would delete keys, those of a running job first. Switch it off.`,
  );
}

function spaceOf(used: number | null, limit: number | null): Diagnosis {
  if (used === null)
    return say.note('It does not say how much room is left: look at the page of the database.');
  const megabytes = (bytes: number) => `${Math.round(bytes / BYTES_IN_MEGABYTE)} MB`;
  if (limit === null) return say.ok(`${megabytes(used)} are used, and it names no limit.`);
  const text = `${megabytes(used)} of ${megabytes(limit)} are used`;
  if (used < limit * ALMOST_FULL) return say.ok(`${text}.`);
  return say.problem(`${text}: take compress: gzip, a shorter range or fewer tickers, or a larger plan.`);
}
