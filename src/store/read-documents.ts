import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';
import { RedisRequestTooLarge } from './redis-error.ts';

/** Fifty documents of ten years are 8 MB. */
const GROUP = 50;
/** Groups of 8 MB, as the reply and as its texts, take 100 MB more at their peak. */
const GROUP_BYTES = 2 * 1_048_576;

/**
 * Documents as they are stored, null for those that are not there: a command for each 50 or 2 MB, no more of them in
 * memory at once.
 *
 * @param bytesOf what a ticker's document is expected to take. @default few enough for 50 in a group
 */
export async function* readDocuments(
  redis: Redis,
  tickers: readonly string[],
  bytesOf: (ticker: string) => number = () => 0,
): AsyncGenerator<[ticker: string, value: string | null]> {
  for (const group of groupsOf(tickers, bytesOf)) yield* readGroup(redis, group);
}

function* groupsOf(tickers: readonly string[], bytesOf: (ticker: string) => number): Generator<string[]> {
  let group: string[] = [];
  let bytes = 0;
  for (const ticker of tickers) {
    const more = bytesOf(ticker);
    if (group.length > 0 && (group.length === GROUP || bytes + more > GROUP_BYTES)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(ticker);
    bytes += more;
  }
  if (group.length > 0) yield group;
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
