import * as z from 'zod';
import type { SourceName } from '../core/job.ts';
import { oneLine } from '../core/one-line.ts';
import type { Range } from '../core/options.ts';
import { shortestFloat } from '../documents/shortest-float.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import { finishedRows } from './finished-rows.ts';
import type { PriceAnswer } from './price-source.ts';
import { isTimezone, tradingDate } from './trading-date.ts';

export interface ChartRequest {
  ticker: string;
  range: Range;
  source: SourceName;
  now: Date;
}

/**
 * Makes the document from a chart as yahoo-finance2 gives it with `return: 'object'`: columns as on the wire, the
 * instants of `meta` and of events as `Date`. Says `invalid` if the chart lacks what a document needs, `no-answer` if
 * it has no row with a price: that is how Yahoo behaves when it has had enough of an address.
 */
export function chartDocument(chart: unknown, request: ChartRequest): PriceAnswer {
  const parsed = chartSchema.safeParse(chart);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'invalid', error: oneLine(`${issue?.path.join('.')}: ${issue?.message}`) };
  }
  const { meta } = parsed.data;
  const columns = columnsOf(parsed.data);
  const fault = faultIn(parsed.data, columns, request.now);
  if (fault) return { kind: 'invalid', error: oneLine(fault) };

  const rows = finishedRows({
    timestamp: parsed.data.timestamp,
    timezone: meta.exchangeTimezoneName,
    session: meta.currentTradingPeriod?.regular,
    close: columns.close,
    now: request.now,
  });
  if (!rows.some(({ index }) => columns.close[index] !== null)) {
    return { kind: 'no-answer', error: 'Yahoo answered without a single price' };
  }
  const take = (column: Column) => rows.map(({ index }) => column[index] ?? null);
  const takePrices = (column: Column) => rows.map(({ index }) => shortestPrice(column[index] ?? null));
  const on = (date: Date) => tradingDate(meta.exchangeTimezoneName, date.getTime() / 1000);
  const document: TickerDocument = {
    v: 1,
    symbol: request.ticker,
    currency: meta.currency ?? null,
    exchange: meta.exchangeName,
    timezone: meta.exchangeTimezoneName,
    type: meta.instrumentType,
    range: request.range,
    interval: '1d',
    source: request.source,
    fetchedAt: request.now.toISOString(),
    dates: rows.map(({ date }) => date),
    open: takePrices(columns.open),
    high: takePrices(columns.high),
    low: takePrices(columns.low),
    close: takePrices(columns.close),
    adjClose: takePrices(columns.adjClose),
    volume: take(columns.volume),
    dividends: Object.values(parsed.data.events?.dividends ?? {})
      .map(({ date, amount }) => ({ date: on(date), amount: shortestFloat(amount) }))
      .sort(byDate),
    splits: Object.values(parsed.data.events?.splits ?? {})
      .map(({ date, numerator, denominator }) => ({ date: on(date), numerator, denominator }))
      .sort(byDate),
  };
  return { kind: 'document', document };
}

type Column = ReadonlyArray<number | null>;
type Columns = Record<'open' | 'high' | 'low' | 'close' | 'adjClose' | 'volume', Column>;
type Chart = z.infer<typeof chartSchema>;

/** What a column holds was looked at before the library saw it; here it is enough that there is one. */
const column = z.custom<Column>(Array.isArray);

const chartSchema = z.object({
  meta: z.object({
    // Null or missing for real tickers (LUCYW, MT.PA).
    currency: z.string().nullish(),
    exchangeName: z.string(),
    instrumentType: z.string(),
    exchangeTimezoneName: z.string().refine(isTimezone, 'is no time zone'),
    // Yahoo answers in months when it finds a range too long for days.
    dataGranularity: z.literal('1d').optional(),
    currentTradingPeriod: z
      .object({ regular: z.object({ start: z.date(), end: z.date() }) })
      .optional()
      .catch(undefined),
  }),
  timestamp: z.custom<readonly number[]>(isTimestamps, 'holds no instants').default([]),
  indicators: z.object({
    // Empty when there is no timestamp: the library takes the empty object out.
    quote: z
      .array(z.object({ open: column, high: column, low: column, close: column, volume: column }).partial())
      .max(1),
    adjclose: z.array(z.object({ adjclose: column.optional() })).optional(),
  }),
  events: z
    .object({
      dividends: z.record(z.string(), z.object({ date: z.date(), amount: z.number().nonnegative() })),
      splits: z.record(
        z.string(),
        z.object({ date: z.date(), numerator: z.number().positive(), denominator: z.number().positive() }),
      ),
    })
    .partial()
    .optional(),
});

function columnsOf({ timestamp, indicators }: Chart): Columns {
  const none: Column = new Array(timestamp.length).fill(null);
  const { open = none, high = none, low = none, close = none, volume = none } = indicators.quote[0] ?? {};
  // Currencies and coins may come without: they pay no dividends.
  const adjClose = indicators.adjclose?.[0]?.adjclose ?? close;
  return { open, high, low, close, adjClose, volume };
}

function faultIn({ meta, timestamp }: Chart, columns: Columns, now: Date): string | null {
  for (const [name, values] of Object.entries(columns)) {
    if (values.length !== timestamp.length)
      return `${name} has ${values.length} rows, timestamp has ${timestamp.length}`;
  }
  // An adjusted price falls below nothing when a dividend is larger than the price was, and a future did by itself:
  // crude oil closed at -37.63 on 2020-04-20.
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
    const row = columns[name].findIndex(
      (value) => value !== null && value < 0 && meta.instrumentType !== 'FUTURE',
    );
    if (row !== -1) return `${name} is negative in row ${row}: ${columns[name][row]}`;
  }
  const latest = now.getTime() / 1000 + A_DAY_SECONDS;
  const ahead = timestamp.find((seconds) => seconds > latest);
  return ahead === undefined ? null : `a row is dated in the future: ${ahead}`;
}

function shortestPrice(price: number | null): number | null {
  return price === null ? null : shortestFloat(price);
}

function byDate(a: { date: string }, b: { date: string }): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

function isTimestamps(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((entry) => Number.isInteger(entry) && Math.abs(entry) < FARTHEST_SECONDS)
  );
}

const A_DAY_SECONDS = 86_400;
/** The year 5138: whatever is beyond is given in milliseconds, or is no instant. */
const FARTHEST_SECONDS = 100_000_000_000;
