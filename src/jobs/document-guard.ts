import type { Plan, SeenHistory, StoredHistory } from '../core/job.ts';
import { type Comparison, compareWithBefore } from '../documents/compare-with-before.ts';
import { decodeDocument } from '../documents/decode-document.ts';
import { heldHistory } from '../documents/stored-document.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import { readTickerRecord } from '../store/read-ticker-record.ts';
import type { Redis } from '../store/redis.ts';

/** Keeps a worse answer from replacing a document. */
export interface DocumentGuard {
  compare(document: TickerDocument): Promise<Comparison>;
  /** Of each ticker whose answer was worse: what the answers of the last nights held, for its marker. */
  readonly seen: ReadonlyMap<string, readonly SeenHistory[]>;
}

/** By what the plan knows of the documents; one that an earlier version has indexed is read. */
export function createDocumentGuard(
  { before, marked, replacesAll }: Pick<Plan, 'before' | 'marked' | 'replacesAll'>,
  redis: Redis,
): DocumentGuard {
  const seen = new Map<string, readonly SeenHistory[]>();
  return {
    seen,
    async compare(document) {
      const { symbol } = document;
      const stored = before.get(symbol);
      if (replacesAll || stored === undefined) return { kind: 'fine' };
      const held = stored ?? (await readStored(redis, symbol));
      const comparison = compareWithBefore(held, document, marked.get(symbol)?.seen ?? []);
      if (comparison.kind === 'shrunk') seen.set(symbol, comparison.seen);
      return comparison;
    },
  };
}

/** Null if there is no document any more, or none that can be read: then nothing is lost. */
async function readStored(redis: Redis, ticker: string): Promise<StoredHistory | null> {
  const { value } = await readTickerRecord(redis, ticker);
  if (value === null) return null;
  try {
    const document = await decodeDocument(value);
    const { rows, first, last } = heldHistory(document, null);
    return { source: document.source, rows, first, last };
  } catch {
    return null;
  }
}
