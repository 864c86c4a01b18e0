import type { BatchFact } from '../core/facts.ts';
import type { TickerFailure } from '../core/job.ts';
import { durationMilliseconds, type JobOptions } from '../core/options.ts';
import type { FailedMarker } from '../core/plan.ts';
import type { Run } from '../core/run.ts';
import type { FetchedBatch } from '../fetching/fetch-batches.ts';
import { commit, type JobSignals } from '../store/commit.ts';
import type { Redis } from '../store/redis.ts';

/**
 * Writes a group of batches: of those that are done the documents, markers and facts, of those that are handed back
 * the documents alone.
 *
 * @returns the facts that Redis holds now, and what people have told the job meanwhile.
 */
export async function writeBatches(
  redis: Redis,
  run: Run,
  group: readonly FetchedBatch[],
  now: number,
  createsFacts: boolean,
): Promise<{ facts: Map<number, BatchFact>; signals: JobSignals }> {
  const { job, plan, lane, hop } = run;
  const facts = new Map<number, BatchFact>();
  const markers = new Map<string, FailedMarker>();
  for (const { number, outcome, failures } of group) {
    if (outcome.kind === 'handed-back') continue;
    facts.set(number, { milliseconds: outcome.milliseconds, at: now, lane, hop, failures });
    for (const failure of failures) markers.set(failure.ticker, markerOf(failure, job.options, now));
  }
  const documents = new Map(group.flatMap((batch) => [...batch.documents]));
  const unmark = plan.marked.filter((ticker) => documents.has(ticker));
  const signals = await commit(redis, { job, documents, markers, unmark, facts, createsFacts });
  return { facts, signals };
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
