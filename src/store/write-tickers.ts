import type { IndexEntry } from '../core/freshness.ts';
import type { FailedMarker } from '../core/plan.ts';
import { KEYS } from './keys.ts';
import type { Command, Redis } from './redis.ts';
import { indexValue } from './ticker-index.ts';
import { writeStrings } from './write-strings.ts';

/** What was found out about tickers. */
export interface TickerWrites {
  /** Documents as they are stored, by ticker. */
  documents: Map<string, { value: string; entry: IndexEntry }>;
  markers: Map<string, FailedMarker>;
  /** Tickers with a document now, whose marker of an earlier failure goes. */
  unmark: string[];
}

/** Writes the documents and markers themselves, first of all. */
export async function writeTickers(redis: Redis, { documents, markers }: TickerWrites): Promise<void> {
  await writeStrings(redis, [
    ...[...documents].map(([ticker, { value }]) => [KEYS.ticker(ticker), value] as const),
    ...[...markers].map(([ticker, marker]) => [KEYS.marker(ticker), JSON.stringify(marker)] as const),
  ]);
}

/** The index, and the end of the markers that documents have overtaken. */
export function indexCommands({ documents, unmark }: TickerWrites): Command[] {
  const entries = [...documents].flatMap(([ticker, { entry }]) => [ticker, indexValue(entry)]);
  const commands: Command[] = [];
  if (unmark.length > 0) commands.push(['DEL', ...unmark.map(KEYS.marker)]);
  if (entries.length > 0) commands.push(['HSET', KEYS.tickerIndex, ...entries]);
  return commands;
}

/** Writes tickers that belong to no job: what they are, then what the index says of them. */
export async function commitTickers(redis: Redis, writes: TickerWrites): Promise<void> {
  await writeTickers(redis, writes);
  await redis.pipeline(indexCommands(writes));
}
