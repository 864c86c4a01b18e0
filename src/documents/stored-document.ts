import type { HeldHistory, IndexEntry } from '../core/freshness.ts';
import type { IssueCounts } from '../core/issues.ts';
import type { Compression } from '../core/options.ts';
import { encodeDocument } from './encode-document.ts';
import type { TickerDocument } from './ticker-document.ts';

/** A document as it goes to Redis, and its entry in the index. */
export interface StoredDocument {
  value: string;
  entry: IndexEntry;
  rows: number;
}

/**
 * @param lastTrade when the source says that the ticker was last traded, in seconds since 1970. The document does not
 * hold it.
 */
export async function storedDocument(
  document: TickerDocument,
  compress: Compression,
  lastTrade: number | null = null,
): Promise<StoredDocument> {
  const { fetchedAt, range, source } = document;
  const held = heldHistory(document, lastTrade);
  return {
    value: await encodeDocument(document, compress),
    rows: document.dates.length,
    entry: { fetchedAt: Date.parse(fetchedAt), range, source, compress, held },
  };
}

/** What the index says of a document; for an entry of an earlier version, made from the stored document itself. */
export function heldHistory(document: TickerDocument, lastTrade: number | null): HeldHistory {
  const { dates, exchange } = document;
  const [first = ''] = dates;
  const last = dates.at(-1) ?? first;
  return { rows: dates.length, first, last, exchange, lastTrade, issues: countIssues(document) };
}

function countIssues({ issues = [] }: TickerDocument): IssueCounts {
  const counts: IssueCounts = {};
  for (const { kind } of issues) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
