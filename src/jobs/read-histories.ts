import { documentBytes, mostRows } from '../core/document-size.ts';
import type { IndexEntry } from '../core/freshness.ts';
import { betweenDates, type DateRange } from '../documents/date-range.ts';
import { decodeDocument, InvalidTickerDocument } from '../documents/decode-document.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import { readDocuments } from '../store/read-documents.ts';
import type { Redis } from '../store/redis.ts';
import { readEntries } from '../store/ticker-index.ts';

/** The document of a ticker, cut to the dates that were asked for; or why there is none. */
export type History =
  | { ticker: string; document: TickerDocument }
  | { ticker: string; document: null; error: string };

export interface Histories {
  /** What is read, in this order. */
  tickers: readonly string[];
  documents: AsyncIterable<History>;
}

/**
 * The documents of these tickers, or of all that the index has, by name. One command, and one for each 50 documents or 2 MB, whichever
 * is less; never more of them in memory.
 */
export async function readHistories(
  redis: Redis,
  given: readonly string[] | null,
  dates: DateRange,
): Promise<Histories> {
  const { index, damaged } = await readEntries(redis, given);
  const tickers = given ?? [...index.keys(), ...damaged].sort();
  const bytesOf = (ticker: string) => expectedBytes(index.get(ticker));
  return { tickers, documents: decoded(readDocuments(redis, tickers, bytesOf), dates) };
}

async function* decoded(values: ReturnType<typeof readDocuments>, dates: DateRange): AsyncGenerator<History> {
  for await (const [ticker, value] of values) yield await historyOf(ticker, value, dates);
}

async function historyOf(ticker: string, value: string | null, dates: DateRange): Promise<History> {
  if (value === null) return { ticker, document: null, error: 'It is not cached.' };
  try {
    return { ticker, document: betweenDates(await decodeDocument(value), dates) };
  } catch (error) {
    if (error instanceof InvalidTickerDocument) return { ticker, document: null, error: error.message };
    throw error;
  }
}

/** Of a document that the index does not know, and of what an earlier version has indexed, the most that it may be. */
function expectedBytes(entry: IndexEntry | undefined): number {
  if (!entry) return documentBytes(mostRows('10y'), 'none');
  const { held, range, compress } = entry;
  return documentBytes(held?.rows ?? mostRows(range), compress);
}
