import { tzOffset } from '@date-fns/tz/tzOffset';

/** What is special about a history; the default is a US share with dividends, on weekdays, in dollars. */
export interface HistoryShape {
  /** @default 20 */
  rows?: number;
  /** The date of the last row; rows go back from it. @default '2026-11-20', a Friday */
  lastDate?: string;
  /** null: Yahoo names none. @default 'USD' */
  currency?: string | null;
  /** @default 'EQUITY' */
  type?: string;
  /** @default 'America/New_York' */
  timezone?: string;
  /** Local time at which sessions open, in hours. @default 9.5 */
  opensAt?: number;
  /** @default 6.5 */
  hoursOpen?: number;
  sevenDays?: boolean;
  /** Row → amount. */
  dividends?: Record<number, number>;
  /** Row → [numerator, denominator]. */
  splits?: Record<number, [number, number]>;
  /** Rows without a trade. */
  nullRows?: number[];
  /** Without the column, as for some funds. */
  noVolume?: boolean;
  /** The instant of the last trade, of a session on the day after the last row: a further row is stamped with it. */
  partialAt?: Date;
  /** Sends the last row a second time, stamped with the session's last trade. */
  repeatLast?: boolean;
}

type Column = Array<number | null>;

/** An answer of Yahoo's chart API, made up in its real shape. Any part may be changed afterwards. */
export function yahooChart(symbol: string, shape: HistoryShape) {
  const {
    rows = 20,
    timezone = 'America/New_York',
    opensAt = 9.5,
    hoursOpen = 6.5,
    lastDate = '2026-11-20',
  } = shape;
  const openOn = (date: number) =>
    (date - tzOffset(timezone, new Date(date)) * 60_000) / 1000 + opensAt * 3600;
  const dates = datesBack(rows, lastDate, shape.sevenDays === true);
  const timestamp = dates.map(openOn);
  const sessionDate = Date.parse(lastDate) + (shape.partialAt ? A_DAY : 0);
  const regular = {
    start: openOn(sessionDate),
    end: openOn(sessionDate) + hoursOpen * 3600,
    timezone: 'LMT',
    gmtoffset: 0,
  };
  const regularMarketTime = shape.partialAt ? shape.partialAt.getTime() / 1000 : regular.end;
  if (shape.partialAt || shape.repeatLast) timestamp.push(regularMarketTime);

  const price = (row: number, above: number) =>
    shape.nullRows?.includes(row) ? null : Math.fround(100 + (row % 50) / 4 + above);
  const column = (above: number): Column => timestamp.map((_, row) => price(row, above));
  const volume: Column = timestamp.map((_, row) => (shape.nullRows?.includes(row) ? null : 1_000_000 + row));
  const quote: Record<string, Column> = {
    open: column(0.1),
    high: column(1.23),
    low: column(-1.07),
    close: column(0.42),
  };
  if (!shape.noVolume) quote.volume = volume;
  const { dividends = rows > 5 ? { 5: 0.205 } : {}, splits = {} } = shape;
  const result = {
    meta: {
      currency: shape.currency === undefined ? 'USD' : shape.currency,
      symbol,
      exchangeName: 'NMS',
      instrumentType: shape.type ?? 'EQUITY',
      firstTradeDate: 345_479_400,
      regularMarketTime,
      gmtoffset: -18_000,
      timezone: 'EST',
      exchangeTimezoneName: timezone,
      regularMarketPrice: 100,
      priceHint: 2,
      currentTradingPeriod: { pre: regular, regular, post: regular },
      dataGranularity: '1d',
      range: '',
      validRanges: ['1y', '5y', 'max'],
    } as Record<string, unknown>,
    timestamp: rows === 0 ? undefined : timestamp,
    events: {
      dividends: eventsOf(dividends, timestamp, (amount) => ({ amount })),
      splits: eventsOf(splits, timestamp, ([numerator, denominator]) => ({ numerator, denominator })),
    },
    indicators:
      rows === 0
        ? { quote: [{}], adjclose: [{}] }
        : { quote: [quote], adjclose: [{ adjclose: adjusted(quote.close ?? [], dividends) }] },
  };
  return { chart: { result: [result] as [typeof result], error: null } };
}

const A_DAY = 86_400_000;

/** Closes with each dividend taken off all that lies before it, in 32-bit floats as Yahoo does. */
function adjusted(close: Column, dividends: Record<number, number>): Column {
  let before: number | null = null;
  const factors = close.map((price, row) => {
    const factor = before === null ? 1 : Math.fround(1 - (dividends[row] ?? 0) / before);
    before = price ?? before;
    return factor;
  });
  return close.map((price, row) =>
    price === null
      ? null
      : factors.slice(row + 1).reduceRight((value, factor) => Math.fround(value * factor), price),
  );
}

function datesBack(rows: number, lastDate: string, sevenDays: boolean): number[] {
  const dates: number[] = [];
  for (let date = Date.parse(lastDate); dates.length < rows; date -= A_DAY) {
    if (sevenDays || (new Date(date).getUTCDay() + 6) % 7 < 5) dates.unshift(date);
  }
  return dates;
}

function eventsOf<Value, Content>(
  events: Record<number, Value>,
  timestamp: number[],
  content: (value: Value) => Content,
): Record<string, Content & { date: number }> {
  const entries = Object.entries(events).map(([row, value]) => {
    const date = timestamp[Number(row)] ?? 0;
    return [date, { ...content(value), date }] as const;
  });
  return Object.fromEntries(entries);
}
