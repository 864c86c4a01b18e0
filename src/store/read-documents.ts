import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';
import { RedisRequestTooLarge } from './redis-error.ts';

/** Fifty documents of ten years are 8 MB. */
const GROUP = 50;

/** Documents as they are stored, null for those that are not there: a command for each 50, no more of them in memory at once. */
export async function* readDocuments(
  redis: Redis,
  tickers: readonly string[],
): AsyncGenerator<[ticker: string, value: string | null]> {
  for (let next = 0; next < tickers.length; next += GROUP) {
    yield* readGroup(redis, tickers.slice(next, next + GROUP));
  }
}

async function* readGroup(
  redis: Redis,
  tickers: readonly string[],
): AsyncGenerator<[ticker: string, value: string | null]> {
  const values = await mget(redis, tickers);
  if (values === 'too large') {
    const half = Math.ceil(tickers.length / 2);
    yield* readGroup(redis, tickers.slice(0, half));
    yield* readGroup(redis, tickers.slice(half));
    return;
  }
  for (const [position, ticker] of tickers.entries()) yield [ticker, values[position] ?? null];
}

async function mget(redis: Redis, tickers: readonly string[]): Promise<(string | null)[] | 'too large'> {
  try {
    const [reply] = await redis.pipeline([['MGET', ...tickers.map(KEYS.ticker)]]);
    return (Array.isArray(reply) ? reply : []).map((value) => (typeof value === 'string' ? value : null));
  } catch (error) {
    if (error instanceof RedisRequestTooLarge && tickers.length > 1) return 'too large';
    throw error;
  }
}
