import { InputRefused } from '../core/input-refused.ts';
import type { DateRange } from '../documents/date-range.ts';
import { readEnvironment } from '../sources/environment.ts';
import { createRedis } from '../store/redis.ts';
import { type CheckPorts, type CheckRequest, checkCache, pruneTickers } from './check-cache.ts';
import { readHistories } from './read-histories.ts';

/**
 * The cache in the Redis that the environment names.
 *
 * @param reader who reads it, for the refusal.
 * @throws {InputRefused} if it names none.
 */
export function openCache(
  env: NodeJS.ProcessEnv,
  { clock, fetch }: Pick<CheckPorts, 'clock' | 'fetch'>,
  reader = '--deep and --prune read',
) {
  const url = env.UPSTASH_REDIS_REST_URL || env.KV_REST_API_URL;
  const token = env.UPSTASH_REDIS_REST_TOKEN || env.KV_REST_API_TOKEN;
  if (!url || !token || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new InputRefused(
      `${reader} Redis itself: set UPSTASH_REDIS_REST_URL (an https or http address) and UPSTASH_REDIS_REST_TOKEN.`,
    );
  }
  const redis = createRedis({ url, token });
  const { tickerListUrl } = readEnvironment(env);
  const ports: CheckPorts = { redis, clock, fetch, tickerListUrl, priceSource: null };
  return {
    check: (request: CheckRequest) => checkCache(request, ports),
    prune: (tickers: readonly string[]) => pruneTickers(redis, tickers),
    read: (tickers: readonly string[] | null, dates: DateRange) => readHistories(redis, tickers, dates),
  };
}
