import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

const GROUP = 1_000;

/** Deletes documents and markers, then what the index says of them: whoever is interrupted can begin again. */
export async function deleteTickers(redis: Redis, tickers: readonly string[]): Promise<void> {
  for (let next = 0; next < tickers.length; next += GROUP) {
    const group = tickers.slice(next, next + GROUP);
    await redis.pipeline([
      ['DEL', ...group.flatMap((ticker) => [KEYS.ticker(ticker), KEYS.marker(ticker)])],
      ['HDEL', KEYS.tickerIndex, ...group],
    ]);
  }
}
