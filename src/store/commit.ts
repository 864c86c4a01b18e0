import * as z from 'zod';
import type { BatchFact } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { isPaused, stateFrom } from '../core/view.ts';
import { factValue } from './facts-record.ts';
import { endField } from './job-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import type { Command, Redis } from './redis.ts';
import { indexCommands, type TickerWrites, writeTickers } from './write-tickers.ts';

/** What a run has finished since its last commit. */
export interface Commit extends TickerWrites {
  job: Pick<Job, 'id' | 'reopened'>;
  facts: Map<number, BatchFact>;
  /** The key of the facts does not exist before: it gets its life. */
  createsFacts: boolean;
}

/** What people have told a job since its run last looked. */
export interface JobSignals {
  paused: boolean;
  ended: boolean;
  /** When somebody last asked for its status; milliseconds since 1970, null if nobody has. */
  polledAt: number | null;
}

const signalsSchema = z.array(z.string().nullable()).length(4);

/**
 * Writes documents and markers first, then the facts about them: whoever dies in between leaves data that nobody counts
 * yet, never a count without data. All of it may be written twice.
 *
 * @returns what people have told the job meanwhile.
 */
export async function commit(redis: Redis, group: Commit): Promise<JobSignals> {
  const { job } = group;
  await writeTickers(redis, group);
  const replies = await redis.pipeline([
    ...indexCommands(group),
    ...factCommands(group),
    ['HMGET', KEYS.job(job.id), 'pausedAt', 'resumedAt', endField(job.reopened), 'polledAt'],
  ]);
  const [pausedAt = null, resumedAt = null, end, polledAt = null] = signalsSchema.parse(replies.at(-1));
  return {
    paused: isPaused({ state: stateFrom(null, pausedAt, resumedAt, null) }),
    ended: end !== null,
    polledAt: polledAt === null ? null : Date.parse(polledAt),
  };
}

function factCommands({ job, facts, createsFacts }: Commit): Command[] {
  if (facts.size === 0) return [];
  const fields = [...facts].flatMap(([batch, fact]) => [batch, factValue(fact)]);
  const commands: Command[] = [['HSET', KEYS.done(job.id), ...fields]];
  if (createsFacts) commands.push(['EXPIRE', KEYS.done(job.id), JOB_LIFE_SECONDS]);
  return commands;
}
