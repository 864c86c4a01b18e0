import type { BatchFact } from '../core/facts.ts';
import type { Plan, TickerFailure } from '../core/job.ts';
import { markerOf } from '../core/marker.ts';
import type { JobOptions } from '../core/options.ts';
import type { FailedMarker } from '../core/plan.ts';
import type { Run } from '../core/run.ts';
import type { FetchedBatch } from '../fetching/batch-progress.ts';
import { type Commit, commit } from '../store/commit.ts';
import type { Redis } from '../store/redis.ts';
import type { JobSignals } from '../store/signals.ts';
import type { DocumentGuard } from './document-guard.ts';
import type { LateCount } from './late-count.ts';

/**
 * Writes a group of batches: of those that are done the documents, markers and facts, of the others the documents
 * alone.
 *
 * @returns the facts that Redis holds now, and what people have told the job meanwhile; null if that was not read.
 */
export async function writeBatches(
  redis: Redis,
  run: Run,
  group: readonly FetchedBatch[],
  now: number,
  { createsFacts, readsSignals }: Required<Pick<Commit, 'createsFacts' | 'readsSignals'>>,
  { seen, late }: { seen: DocumentGuard['seen']; late: LateCount },
): Promise<{ facts: Map<number, BatchFact>; signals: JobSignals | null }> {
  const { job, plan, lane, hop } = run;
  const facts = new Map<number, BatchFact>();
  const markers = new Map<string, FailedMarker>();
  for (const { number, tickers, documents, outcome, failures } of group) {
    late.add(documents, now);
    if (outcome.kind !== 'done') continue;
    const { milliseconds } = outcome;
    facts.set(number, { milliseconds, at: now, lane, hop, failures, late: late.of(tickers) });
    for (const failure of failures)
      markers.set(failure.ticker, markerFor(failure, plan, seen, job.options, now));
  }
  const documents = new Map(group.flatMap((batch) => [...batch.documents]));
  const unmark = [...plan.marked.keys()].filter((ticker) => documents.has(ticker));
  const signals = await commit(redis, { job, documents, markers, unmark, facts, createsFacts, readsSignals });
  return { facts, signals };
}

/** The marker of a failure, after what the plan knows of earlier ones. */
export function markerFor(
  failure: TickerFailure,
  { marked, before }: Pick<Plan, 'marked' | 'before'>,
  seen: DocumentGuard['seen'],
  options: Pick<JobOptions, 'retryFailedAfter'>,
  now: number,
): FailedMarker {
  const { ticker } = failure;
  const marker = marked.get(ticker);
  const history = {
    marker,
    document: before.get(ticker) ?? null,
    // What was seen on earlier nights outlives a night on which the ticker failed otherwise.
    seen: seen.get(ticker) ?? marker?.seen ?? [],
  };
  return markerOf(failure, history, options, now);
}
