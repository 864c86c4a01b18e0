import type { IndexEntry } from '../core/freshness.ts';
import type { Compression } from '../core/options.ts';
import { encodeDocument, type TickerDocument } from './ticker-document.ts';

/** A document as it goes to Redis, and its entry in the index. */
export interface StoredDocument {
  value: string;
  entry: IndexEntry;
  rows: number;
}

export function storedDocument(document: TickerDocument, compress: Compression): StoredDocument {
  const { fetchedAt, range, source } = document;
  return {
    value: encodeDocument(document, compress),
    rows: document.dates.length,
    entry: { fetchedAt: Date.parse(fetchedAt), range, source, compress },
  };
}
