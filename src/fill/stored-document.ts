import type { Compression } from '../job/options.ts';
import { encodeDocument, type TickerDocument } from '../prices/document.ts';
import type { StoredDocument } from './fill-batches.ts';

/** A document as it goes to Redis, and what the index will say of it. */
export function storedDocument(document: TickerDocument, compress: Compression): StoredDocument {
  const { fetchedAt, range, source } = document;
  return {
    value: encodeDocument(document, compress),
    entry: { fetchedAt: Date.parse(fetchedAt), range, source, compress },
  };
}
