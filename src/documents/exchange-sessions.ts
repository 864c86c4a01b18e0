import { isUsListing } from '../core/exchanges.ts';
import { findMissingSessions } from './find-missing-sessions.ts';
import type { Issue, TickerDocument } from './ticker-document.ts';

const SHARES = new Set(['EQUITY', 'ETF']);
/** Of two tickers neither is the majority. */
const LEAST_TICKERS = 3;
/** Days fit in 16 bits from here to 2079, so that the dates of ten years take 5 KB. */
const FIRST_DAY = Date.UTC(1900, 0, 1);
const A_DAY = 86_400_000;

/**
 * The sessions of exchanges without a calendar, as the dates that the majority of their shares have. It gathers the
 * dates of document after document, and keeps nothing else of them.
 */
export function createExchangeSessions() {
  const exchanges = new Map<string, Map<string, Uint16Array>>();
  return {
    /** Indices, coins, funds and US listings are none of its business. */
    add(
      ticker: string,
      { exchange, type, dates }: Pick<TickerDocument, 'exchange' | 'type' | 'dates'>,
    ): void {
      if (isUsListing(exchange) || !SHARES.has(type)) return;
      const tickers = exchanges.get(exchange) ?? new Map<string, Uint16Array>();
      exchanges.set(exchange, tickers);
      tickers.set(
        ticker,
        Uint16Array.from(dates, (date) => (Date.parse(date) - FIRST_DAY) / A_DAY),
      );
    },
    /** The sessions that tickers lack, once all were added. */
    *missing(): Generator<[ticker: string, issues: Issue[]]> {
      for (const tickers of exchanges.values()) {
        if (tickers.size < LEAST_TICKERS) continue;
        const sessions = majorityOf([...tickers.values()]).map(dateOf);
        for (const [ticker, days] of tickers) {
          const issues = findMissingSessions({ dates: Array.from(days, dateOf) }, sessions);
          if (issues.length > 0) yield [ticker, issues];
        }
      }
    },
  };
}

/** The days that more than half of those have whose history spans them. */
function majorityOf(all: readonly Uint16Array[]): number[] {
  const having = new Map<number, number>();
  for (const days of all) for (const day of days) having.set(day, (having.get(day) ?? 0) + 1);
  const firsts = all.map((days) => days[0] ?? 0).sort((a, b) => a - b);
  const lasts = all.map((days) => days.at(-1) ?? 0).sort((a, b) => a - b);
  let [begun, over] = [0, 0];
  return [...having.keys()]
    .sort((a, b) => a - b)
    .filter((day) => {
      while ((firsts[begun] ?? Number.POSITIVE_INFINITY) <= day) begun += 1;
      while ((lasts[over] ?? Number.POSITIVE_INFINITY) < day) over += 1;
      const spanning = begun - over;
      return spanning >= LEAST_TICKERS && (having.get(day) ?? 0) > spanning / 2;
    });
}

function dateOf(day: number): string {
  return new Date(FIRST_DAY + day * A_DAY).toISOString().slice(0, 10);
}
