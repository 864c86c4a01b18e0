import type { BatchFact } from '../core/facts.ts';
import type { Job, Plan, TickerFailure } from '../core/job.ts';
import { durationMilliseconds, type JobOptions } from '../core/options.ts';
import type { FailedMarker } from '../core/plan.ts';
import type { FetchedBatch } from '../fetching/fetch-batches.ts';
import { commit, type Word } from '../store/commit.ts';
import type { Redis } from '../store/redis.ts';

/**
 * Writes a group of batches: of those that are done the documents, markers and facts, of those that go back the
 * documents alone. Returns the facts that stand in Redis now, and what
 * people have said of the job meanwhile.
 */
export async function writeBatches(
  redis: Redis,
  { job, plan, lane, runId, hop }: { job: Job; plan: Plan; lane: number; runId: string; hop: number },
  group: readonly FetchedBatch[],
  now: number,
  first: boolean,
): Promise<{ facts: Map<number, BatchFact>; word: Word }> {
  const facts = new Map<number, BatchFact>();
  const markers = new Map<string, FailedMarker>();
  for (const { number, outcome, failures } of group) {
    if (outcome.kind === 'handed-back') continue;
    facts.set(number, { milliseconds: outcome.milliseconds, at: now, hop, failures });
    for (const failure of failures) markers.set(failure.ticker, markerOf(failure, job.options, now));
  }
  const documents = new Map(group.flatMap((batch) => [...batch.documents]));
  const unmark = plan.marked.filter((ticker) => documents.has(ticker));
  const word = await commit(redis, { job, lane, runId, documents, markers, unmark, facts, first });
  return { facts, word };
}

/** What is remembered of a failure, and for how long. */
export function markerOf(
  { error, code }: TickerFailure,
  { retryFailedAfter }: Pick<JobOptions, 'retryFailedAfter'>,
  now: number,
): FailedMarker {
  const retryAfter = new Date(now + durationMilliseconds(retryFailedAfter)).toISOString();
  return { error, code, failedAt: new Date(now).toISOString(), retryAfter };
}
