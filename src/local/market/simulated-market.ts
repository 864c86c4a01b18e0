import { tzOffset } from '@date-fns/tz/tzOffset';
import { kindOf, type MarketKind, type Session } from './market-kind.ts';
import { adjustForDividends, walkPrices } from './simulated-walk.ts';

export interface SimulatedAnswer {
  status: 200 | 400 | 404;
  body: unknown;
}

/**
 * What a simulated market answers about a symbol: for trying the product without Yahoo. Open, high, low, close and
 * volume of a day are the same whenever they are asked for; `adjclose` follows each later dividend, as Yahoo's does.
 * Symbols that begin with `ZZ` do not exist. Sessions that have not closed yet are left out.
 * The periods are in seconds, inclusive.
 */
export function simulateChart(symbol: string, period1: number, period2: number, now: Date): SimulatedAnswer {
  if (/^ZZ/i.test(symbol)) return failure(404, 'Not Found', 'No data found, symbol may be delisted');
  const kind = kindOf(symbol);
  const { past, current } = sessionsAround(kind, now.getTime() / 1000);
  const first = past.findIndex(({ openSeconds }) => openSeconds >= period1);
  const end = past.findLastIndex(({ openSeconds }) => openSeconds <= period2) + 1;
  if (first === -1 || end <= first)
    return failure(400, 'Bad Request', `Data doesn't exist for startDate = ${period1}, endDate = ${period2}`);

  const walk = walkPrices(symbol, past, kind, first);
  const rows = end - first;
  const cut = <Value>(column: readonly Value[]) => column.slice(0, rows);
  const timestamp = past.slice(first, end).map(({ openSeconds }) => openSeconds);
  const eventsIn = (events: ReadonlyMap<number, object>) => {
    const shown = [...events].filter(([row]) => row < rows);
    return Object.fromEntries(
      shown.map(([row, event]) => [timestamp[row], { ...event, date: timestamp[row] }]),
    );
  };
  const quote = Object.fromEntries(Object.entries(walk.quote).map(([name, column]) => [name, cut(column)]));
  const result = {
    meta: metaOf(symbol, kind, past, current, walk.quote.close.at(-1)),
    timestamp,
    events: { dividends: eventsIn(walk.dividends), splits: eventsIn(walk.splits) },
    indicators: { quote: [quote], adjclose: [{ adjclose: cut(adjustForDividends(walk)) }] },
  };
  return { status: 200, body: { chart: { result: [result], error: null } } };
}

/** All symbols are listed on its first session: a walk through sixteen years takes about a millisecond. */
const FIRST_YEAR = 2010;

/** The sessions that have closed, and the one that is open or comes next. */
function sessionsAround({ sessionsOfYear }: MarketKind, nowSeconds: number) {
  const years = new Date(nowSeconds * 1000).getUTCFullYear() + 2 - FIRST_YEAR;
  const all = Array.from({ length: years }, (_, year) => sessionsOfYear(FIRST_YEAR + year)).flat();
  const closed = all.findLastIndex(({ closeSeconds }) => closeSeconds <= nowSeconds) + 1;
  return { past: all.slice(0, closed), current: all[closed] };
}

function metaOf(
  symbol: string,
  { currency, exchange, timezone, type }: MarketKind,
  past: readonly Session[],
  current: Session | undefined,
  price: number | undefined,
) {
  const gmtoffset = tzOffset(timezone, new Date((current?.openSeconds ?? 0) * 1000)) * 60;
  const regular = { start: current?.openSeconds, end: current?.closeSeconds, timezone, gmtoffset };
  return {
    ...{ currency, symbol, timezone, gmtoffset, exchangeTimezoneName: timezone },
    ...{ exchangeName: exchange, fullExchangeName: 'Simulated market', instrumentType: type },
    firstTradeDate: past[0]?.openSeconds,
    regularMarketTime: past.at(-1)?.closeSeconds,
    regularMarketPrice: price,
    longName: `${symbol} (simulated, not a real price)`,
    priceHint: 2,
    currentTradingPeriod: { pre: regular, regular, post: regular },
    ...{ dataGranularity: '1d', range: '', validRanges: ['1y', '2y', '5y', '10y', 'max'] },
  };
}

function failure(status: 400 | 404, code: string, description: string): SimulatedAnswer {
  return { status, body: { chart: { result: null, error: { code, description } } } };
}
