import type { FailedMarker } from '../core/plan.ts';
import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';
import { parseMarker } from './ticker-index.ts';

/** One command: the document as it is stored, and what is remembered of a failure. */
export async function readTickerRecord(
  redis: Redis,
  ticker: string,
): Promise<{ value: string | null; marker: FailedMarker | null }> {
  const [both] = await redis.pipeline([['MGET', KEYS.ticker(ticker), KEYS.marker(ticker)]]);
  const [value, marker] = Array.isArray(both) ? both : [];
  return { value: typeof value === 'string' ? value : null, marker: parseMarker(marker) };
}
