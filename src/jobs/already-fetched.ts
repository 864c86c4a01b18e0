import type { Facts } from '../core/facts.ts';
import type { IndexEntry } from '../core/freshness.ts';
import type { Job } from '../core/job.ts';
import { wasHandedBack } from '../core/pending-batches.ts';
import type { PendingBatch } from '../fetching/batch-progress.ts';
import type { Redis } from '../store/redis.ts';
import { readIndex } from '../store/ticker-index.ts';

/**
 * Tickers of batches that were handed back, whose documents an earlier run of this job has stored: they are not
 * fetched again for the sake of a neighbour that did not answer. One command, and none if nothing was handed back.
 */
export async function alreadyFetched(
  redis: Redis,
  job: Job,
  facts: Facts,
  open: readonly PendingBatch[],
): Promise<ReadonlyMap<string, IndexEntry>> {
  const tickers = open.filter(({ number }) => wasHandedBack(facts, number)).flatMap((batch) => batch.tickers);
  if (tickers.length === 0) return new Map();
  const { range, compress } = job.options;
  const since = Date.parse(job.startTime);
  const index = await readIndex(redis, tickers);
  const kept = [...index].filter(
    ([, entry]) =>
      entry.fetchedAt >= since &&
      entry.range === range &&
      entry.compress === compress &&
      entry.source === job.priceSource,
  );
  return new Map(kept);
}
