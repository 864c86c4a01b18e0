import * as z from 'zod';
import type { BatchFact } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { isPaused } from '../core/view.ts';
import { endField, factValue } from './job-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import { LEASE_SECONDS } from './lease.ts';
import type { Command, Redis } from './redis.ts';
import { indexCommands, type TickerWrites, writeTickers } from './write-tickers.ts';

/** What a run has finished since it last wrote. */
export interface Commit extends TickerWrites {
  job: Pick<Job, 'id' | 'reopened'>;
  lane: number;
  runId: string;
  facts: Map<number, BatchFact>;
  /** The first of this run: it may bring the key of the facts into being. */
  first: boolean;
}

/** What people have told a job since its run last looked. */
export interface Word {
  paused: boolean;
  ended: boolean;
}

const wordSchema = z.tuple([z.string().nullable(), z.string().nullable(), z.string().nullable()]);

/**
 * Writes documents and markers first, then the facts that speak of them, then the lease: whoever dies in
 * between leaves data that nobody counts yet, never a count without data. All of it may be written twice.
 *
 * @returns what people have said of the job meanwhile.
 */
export async function commit(redis: Redis, group: Commit): Promise<Word> {
  const { job, lane, runId } = group;
  await writeTickers(redis, group);
  const replies = await redis.pipeline([
    ...indexCommands(group),
    ...factCommands(group),
    ['SET', KEYS.lease(job.id, lane), runId, 'EX', LEASE_SECONDS],
    ['HMGET', KEYS.job(job.id), 'pausedAt', 'resumedAt', endField(job.reopened)],
  ]);
  const [pausedAt, resumedAt, end] = wordSchema.parse(replies.at(-1));
  return { paused: isPaused({ pausedAt, resumedAt }), ended: end !== null };
}

function factCommands({ job, facts, first }: Commit): Command[] {
  if (facts.size === 0) return [];
  const fields = [...facts].flatMap(([batch, fact]) => [batch, factValue(fact)]);
  const commands: Command[] = [['HSET', KEYS.done(job.id), ...fields]];
  if (first) commands.push(['EXPIRE', KEYS.done(job.id), JOB_LIFE_SECONDS]);
  return commands;
}
