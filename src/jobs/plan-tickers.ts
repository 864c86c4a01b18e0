import { freshFor } from '../core/freshness.ts';
import type { SourceName } from '../core/job.ts';
import type { JobOptions } from '../core/options.ts';
import { type PlannedTickers, partition, refreshPlan } from '../core/plan.ts';
import type { Redis } from '../store/redis.ts';
import { readKnown } from '../store/ticker-index.ts';

/**
 * Divides tickers into what is fresh, what is known to fail and what is to be fetched, by what Redis knows of them.
 *
 * @param refresh fetches again what is fresh or marked.
 * @param now milliseconds since 1970.
 */
export async function planTickers(
  redis: Redis,
  tickers: readonly string[],
  {
    refresh,
    options,
    priceSource,
  }: { refresh: boolean; options: JobOptions; priceSource: SourceName | Promise<SourceName> },
  now: number,
): Promise<PlannedTickers> {
  // Only a document that would spare a fetch has to be there.
  const known = await readKnown(redis, tickers, async () => {
    const isFresh = freshFor(options, await priceSource, now);
    return (entry) => !refresh && isFresh(entry);
  });
  const isFresh = freshFor(options, await priceSource, now);
  return refresh ? refreshPlan(tickers, known) : partition(tickers, known, isFresh, now);
}
