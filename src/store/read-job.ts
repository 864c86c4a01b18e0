import * as z from 'zod/mini';
import type { Facts } from '../core/facts.ts';
import type { Job, JobEnd, Plan } from '../core/job.ts';
import type { Leases } from '../core/lanes.ts';
import { parseFacts } from './facts-record.ts';
import { foundTextsSchema, parsePairs } from './fields.ts';
import { endField, parseEnd, parseJob } from './job-record.ts';
import { JobUnreadable } from './job-unreadable.ts';
import { KEYS } from './keys.ts';
import { leaseKeys, parseLeases } from './lease.ts';
import { LOOK_FIELDS, lookOf } from './look.ts';
import { parsePlan } from './plan-record.ts';
import type { Command, Redis, Reply } from './redis.ts';
import { RedisCommandFailed } from './redis-error.ts';

/** A job as it stands: read in one transaction, so that its parts belong together. */
export interface StoredJob {
  job: Job;
  facts: Facts;
  leases: Leases;
  /** Any lane has a lease. */
  alive: boolean;
}

/** A job with its plan; null if that has expired. */
export interface StoredJobAndPlan extends StoredJob {
  plan: Plan | null;
  /** What `lookAtJob` gives while nothing changes. */
  look: string | null;
}

/** Four commands. Null if there is no such job. @throws {JobUnreadable} */
export async function readJob(redis: Redis, jobId: string): Promise<StoredJob | null> {
  const [hash, done, runs, leases] = await readParts(redis, jobId, [
    ['HGETALL', KEYS.job(jobId)],
    ['HGETALL', KEYS.done(jobId)],
    ['HGETALL', KEYS.runs(jobId)],
    ['MGET', ...leaseKeys(jobId)],
  ]);
  return parseStored(jobId, hash, done, runs, leases);
}

/**
 * What a run of several lanes has to know after its last commit: what all have written, and whether one has ended the
 * job. Two commands, of one moment. @throws {JobUnreadable}
 */
export async function readOutcome(
  redis: Redis,
  { id, reopened }: Pick<Job, 'id' | 'reopened'>,
): Promise<{ done: Facts['done']; end: JobEnd | null }> {
  const [done, end = null] = await readParts(redis, id, [
    ['HGETALL', KEYS.done(id)],
    ['HGET', KEYS.job(id), endField(reopened)],
  ]);
  return { done: factsOfAll(id, done), end: endFrom(id, end) };
}

/** What all lanes have written: one command. @throws {JobUnreadable} */
export async function readDoneFacts(redis: Redis, jobId: string): Promise<Facts['done']> {
  const [done] = await readParts(redis, jobId, [['HGETALL', KEYS.done(jobId)]]);
  return factsOfAll(jobId, done);
}

/** Whether, and how, a job has ended: one command. @throws {JobUnreadable} */
export async function readEnd(
  redis: Redis,
  { id, reopened }: Pick<Job, 'id' | 'reopened'>,
): Promise<JobEnd | null> {
  const [end = null] = await readParts(redis, id, [['HGET', KEYS.job(id), endField(reopened)]]);
  return endFrom(id, end);
}

function factsOfAll(jobId: string, done: Reply | undefined): Facts['done'] {
  return readable(jobId, () => parseFacts(done, []).done);
}

function endFrom(jobId: string, end: Reply): JobEnd | null {
  return end === null ? null : readable(jobId, () => parseEnd(end));
}

/** Four commands too: the plan is read with the leases. Null if there is no such job. @throws {JobUnreadable} */
export async function readJobAndPlan(redis: Redis, jobId: string): Promise<StoredJobAndPlan | null> {
  const [hash, done, runs, strings] = await readParts(redis, jobId, [
    ['HGETALL', KEYS.job(jobId)],
    ['HGETALL', KEYS.done(jobId)],
    ['HGETALL', KEYS.runs(jobId)],
    ['MGET', KEYS.plan(jobId), KEYS.lastChange(jobId), ...leaseKeys(jobId)],
  ]);
  const [plan = null, lastChange = null, ...leases] = z.catch(foundTextsSchema, []).parse(strings);
  const stored = parseStored(jobId, hash, done, runs, leases);
  if (!stored) return null;
  return {
    ...stored,
    plan: plan === null ? null : readable(jobId, () => parsePlan(plan)),
    look: lookOf({
      done: stored.facts.done.size,
      lastChange,
      leases,
      fields: lookFields(hash),
      runs: parsePairs(runs).length,
    }),
  };
}

const countAndTexts = z.tuple([z.number(), foundTextsSchema]);

/**
 * Some hundred bytes that are others after a change of a job, however large it is. Two commands while any lane has a
 * lease; else four, for what may happen to a job that nobody works on. Null if keys are damaged, or gone.
 */
export async function lookAtJob(redis: Redis, jobId: string): Promise<string | null> {
  try {
    const replies = await readParts(redis, jobId, [
      ['HLEN', KEYS.done(jobId)],
      ['MGET', KEYS.lastChange(jobId), ...leaseKeys(jobId)],
    ]);
    const look = countAndTexts.safeParse(replies).data;
    if (!look) return null;
    const [done, [lastChange = null, ...leases]] = look;
    if (leases.some((holder) => holder !== null))
      return lookOf({ done, lastChange, leases, fields: [], runs: 0 });
    const more = await readParts(redis, jobId, [
      ['HLEN', KEYS.runs(jobId)],
      ['HMGET', KEYS.job(jobId), ...LOOK_FIELDS],
    ]);
    const unowned = countAndTexts.safeParse(more).data;
    if (!unowned) return null;
    const [runs, fields] = unowned;
    return lookOf({ done, lastChange, leases, fields, runs });
  } catch (error) {
    if (error instanceof JobUnreadable) return null;
    throw error;
  }
}

/** The plan alone: one command. @throws {JobUnreadable} */
export async function readPlan(redis: Redis, jobId: string): Promise<Plan> {
  const [plan] = await readParts(redis, jobId, [['GET', KEYS.plan(jobId)]]);
  if (plan === null)
    throw new JobUnreadable(jobId, null, `The plan of ${jobId} is gone from Redis: start a new job.`);
  return readable(jobId, () => parsePlan(plan));
}

/** A key of another type is damage of this job, not of Redis. */
async function readParts(redis: Redis, jobId: string, commands: readonly Command[]): Promise<Reply[]> {
  try {
    return await redis.transaction(commands);
  } catch (error) {
    if (error instanceof RedisCommandFailed) throw new JobUnreadable(jobId, error);
    throw error;
  }
}

function parseStored(
  jobId: string,
  hash: Reply | undefined,
  done: Reply | undefined,
  runs: Reply | undefined,
  leases: Reply | undefined,
): StoredJob | null {
  return readable(jobId, () => {
    const job = parseJob(hash, jobId);
    if (!job) return null;
    const held = parseLeases(foundTextsSchema.parse(leases));
    return { job, facts: factsOf(job, done, runs), leases: held, alive: held.size > 0 };
  });
}

/** From the reply of `HGETALL` of a job. */
function lookFields(hash: Reply | undefined): (string | null)[] {
  const fields = new Map(parsePairs(hash));
  return LOOK_FIELDS.map((name) => fields.get(name) ?? null);
}

/** @throws if a fact is of a batch that the job does not have. */
export function factsOf(job: Job, done: Reply | undefined, runs: Reply | undefined): Facts {
  const facts = parseFacts(done, runs);
  const foreign = [...facts.done.keys()].find((batch) => batch > job.totalBatches);
  if (foreign !== undefined) throw new Error(`there is no batch ${foreign}`);
  return facts;
}

function readable<Value>(jobId: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new JobUnreadable(jobId, error);
  }
}
