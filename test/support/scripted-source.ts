import type { SourceName } from '../../src/core/job.ts';
import type { Range } from '../../src/core/options.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import type { PriceAnswer, PriceSource } from '../../src/sources/price-source.ts';

/** What a source says about a ticker, or does: `hang` answers only when it is aborted. */
export type Scripted = PriceAnswer | 'hang' | ((onReceived: () => void) => Promise<PriceAnswer>);

export interface ScriptedSource extends PriceSource {
  /** Tickers in the order in which they were asked for. */
  readonly asked: string[];
  /** Requests that have no answer yet, and the most that there were. */
  readonly open: { now: number; most: number };
}

/**
 * A price source that does as it is told, ticker by ticker and attempt by attempt; the last of a list repeats.
 *
 * @param otherwise for tickers that the script does not name. @default a document
 */
export function createScriptedSource(
  script: Record<string, Scripted | Scripted[]> = {},
  otherwise: (ticker: string, range: Range) => Scripted = (ticker, range) => aDocumentOf(ticker, range),
  name: SourceName = 'yahoo',
): ScriptedSource {
  const asked: string[] = [];
  const open = { now: 0, most: 0 };
  return {
    asked,
    open,
    name: async () => name,
    async fetchHistory(ticker, range, signal, onReceived = () => undefined) {
      asked.push(ticker);
      const attempt = asked.filter((one) => one === ticker).length;
      const scripted = [script[ticker] ?? otherwise(ticker, range)].flat();
      open.now += 1;
      open.most = Math.max(open.most, open.now);
      try {
        return await act(scripted[attempt - 1] ?? scripted.at(-1) ?? 'hang', signal, onReceived);
      } finally {
        open.now -= 1;
      }
    },
  };
}

async function act(scripted: Scripted, signal: AbortSignal, onReceived: () => void): Promise<PriceAnswer> {
  if (typeof scripted === 'function') return scripted(onReceived);
  if (scripted !== 'hang') return scripted;
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

export function aDocumentOf(ticker: string, range: Range = '5y'): PriceAnswer {
  return { kind: 'document', document: aDocument(ticker, { range }) };
}

export const noData: PriceAnswer = { kind: 'failed', code: 'no-data', error: 'No data in this range' };

export const notFound: PriceAnswer = {
  kind: 'failed',
  code: 'not-found',
  error: 'No data found, symbol may be delisted',
};
export const invalid: PriceAnswer = { kind: 'invalid', error: 'close is not a list' };
export const noAnswer: PriceAnswer = { kind: 'no-answer', error: 'HTTP 503' };

export function refused(retryAfterMilliseconds: number | null = null): PriceAnswer {
  return { kind: 'refused', error: 'HTTP 429', retryAfterMilliseconds };
}

/** A document of two days. */
export function aDocument(symbol: string, given: Partial<TickerDocument> = {}): TickerDocument {
  const column = [101.5, 102.25];
  return {
    v: 1,
    symbol,
    currency: 'USD',
    exchange: 'NMS',
    timezone: 'America/New_York',
    type: 'EQUITY',
    range: '5y',
    interval: '1d',
    source: 'yahoo',
    fetchedAt: '2026-11-24T17:00:00.000Z',
    dates: ['2026-11-20', '2026-11-23'],
    open: column,
    high: column,
    low: column,
    close: column,
    adjClose: column,
    volume: [1_000, 2_000],
    dividends: [],
    splits: [],
    ...given,
  };
}
