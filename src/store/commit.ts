import type { BatchFact } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { factValue } from './facts-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import type { Command, Redis } from './redis.ts';
import { type JobSignals, parseSignals, signalsCommand } from './signals.ts';
import { indexCommands, type TickerWrites, writeTickers } from './write-tickers.ts';

/** What a run has finished since its last commit. */
export interface Commit extends TickerWrites {
  job: Pick<Job, 'id' | 'reopened'>;
  facts: Map<number, BatchFact>;
  /** The key of the facts does not exist before: it gets its life. */
  createsFacts: boolean;
  /** Whether to read what people have told the job: one command. @default true */
  readsSignals?: boolean;
}

/**
 * Writes documents and markers first, then the facts about them: whoever dies in between leaves data that nobody counts
 * yet, never a count without data. All of it may be written twice.
 *
 * @returns what people have told the job meanwhile; null if that was not read.
 */
export async function commit(redis: Redis, group: Commit): Promise<JobSignals | null> {
  const { job, readsSignals = true } = group;
  await writeTickers(redis, group);
  const replies = await redis.pipeline([
    ...indexCommands(group),
    ...factCommands(group),
    ...(readsSignals ? [signalsCommand(job)] : []),
  ]);
  return readsSignals ? parseSignals(replies.at(-1)) : null;
}

function factCommands({ job, facts, createsFacts }: Commit): Command[] {
  if (facts.size === 0) return [];
  const fields = [...facts].flatMap(([batch, fact]) => [batch, factValue(fact)]);
  const commands: Command[] = [['HSET', KEYS.done(job.id), ...fields]];
  if (createsFacts) commands.push(['EXPIRE', KEYS.done(job.id), JOB_LIFE_SECONDS]);
  return commands;
}
