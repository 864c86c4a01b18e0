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
  // Worked out while Redis answers: the calendar of a year takes 10 ms.
  const freshness = Promise.resolve(priceSource).then((name) => freshFor(options, name, now));
  freshness.catch(() => undefined);
  // Only a document that would spare a fetch has to be there.
  const known = await readKnown(redis, tickers, async () => {
    const isFresh = await freshness;
    return (entry) => !refresh && isFresh(entry);
  });
  const isFresh = await freshness;
  return refresh ? refreshPlan(tickers, known) : partition(tickers, known, isFresh, now);
}
