import {
  type CheckedIndex,
  type CheckReport,
  checkReport,
  counted,
  FOUND_KINDS,
} from '../core/check-report.ts';
import type { IndexEntry } from '../core/freshness.ts';
import type { SourceName } from '../core/job.ts';
import { decodeDocument, InvalidTickerDocument } from '../documents/decode-document.ts';
import { createExchangeSessions } from '../documents/exchange-sessions.ts';
import { add, type Found, inspectDocument } from '../documents/inspect-document.ts';
import { heldHistory } from '../documents/stored-document.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import { readDocuments } from '../store/read-documents.ts';
import type { Redis } from '../store/redis.ts';

interface DeepPorts {
  redis: Redis;
  priceSource: SourceName | null;
  /** Milliseconds since 1970. */
  now: number;
  onRead(read: number, total: number): void;
}

/**
 * The report of the index, and of the documents themselves: which are gone, are no documents, or hold what is odd. They
 * are read one group after the other; of each a few numbers are kept, and of shares outside the US their dates.
 */
export async function checkDocuments(
  checked: CheckedIndex,
  { redis, priceSource, now, onRead }: DeepPorts,
): Promise<CheckReport> {
  const { known } = checked;
  const tickers = [...checked.tickers];
  const index = new Map(known.index);
  const found = new Map<string, Found>();
  const gone: string[] = [];
  const unreadable: CheckReport['unreadable'] = [];
  const cut: CheckReport['short'] = [];
  const sessions = createExchangeSessions();
  let read = 0;
  for await (const [ticker, value] of readDocuments(redis, tickers)) {
    read += 1;
    onRead(read, tickers.length);
    const entry = known.index.get(ticker);
    if (value === null) {
      if (entry) gone.push(ticker);
      continue;
    }
    const document = await readDocument(value, ticker);
    if (typeof document === 'string') {
      unreadable.push({ ticker, error: document });
      continue;
    }
    sessions.add(ticker, document);
    found.set(ticker, inspectDocument(document));
    const held = heldHistory(document, entry?.held?.lastTrade ?? null);
    if (entry) index.set(ticker, { ...entry, held });
    if (entry?.held && held.rows < entry.held.rows) cut.push(shorter(ticker, held, entry.held));
  }
  for (const [ticker, issues] of sessions.missing()) {
    for (const { date } of issues) add(found.get(ticker) ?? new Map(), 'missing-session', date);
  }
  const report = checkReport({ ...checked, known: { ...known, index } }, priceSource, now);
  const isCut = new Set(cut.map(({ ticker }) => ticker));
  return counted({
    ...report,
    deep: true,
    short: [...cut, ...report.short.filter(({ ticker }) => !isCut.has(ticker))],
    issues: byKind(found),
    unreadable: [...report.unreadable, ...unreadable],
    gone: { count: gone.length, tickers: gone },
    unknown: [...found.keys()].filter((ticker) => !known.index.get(ticker)?.held).length,
  });
}

/** What is wrong with the value, if it is no document of this ticker. */
async function readDocument(value: string, ticker: string): Promise<TickerDocument | string> {
  try {
    const document = await decodeDocument(value);
    return document.symbol === ticker ? document : `It is the document of ${document.symbol}.`;
  } catch (error) {
    if (error instanceof InvalidTickerDocument) return error.message;
    throw error;
  }
}

type Held = NonNullable<IndexEntry['held']>;

/** The document was changed behind the index. */
function shorter(ticker: string, { rows, first }: Held, noted: Held): CheckReport['short'][number] {
  return { ticker, rows, first, usualRows: noted.rows, usualFirst: noted.first };
}

function byKind(found: ReadonlyMap<string, Found>): CheckReport['issues'] {
  const issues: CheckReport['issues'] = {};
  for (const kind of FOUND_KINDS) {
    const tickers = [...found].flatMap(([ticker, kinds]) => {
      const one = kinds.get(kind);
      return one ? [{ ticker, ...one }] : [];
    });
    if (tickers.length > 0) issues[kind] = tickers;
  }
  return issues;
}
