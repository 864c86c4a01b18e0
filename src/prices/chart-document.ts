import * as z from 'zod';
import type { TickerDocument } from './document.ts';
import { oneLine } from './one-line.ts';
import { shortestFloat } from './shortest-float.ts';
import type { PriceAnswer, Range, SourceName } from './source.ts';
import { tradingDate } from './trading-date.ts';

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

  const rows = finishedRows(parsed.data, columns.close, request.now);
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

interface Row {
  date: string;
  index: number;
}

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

/**
 * The rows in order of time, each date once, without the session that is still open. Yahoo repeats the last session
 * (the second time stamped with the last trade): the later row is taken, unless it is the one without a price.
 */
function finishedRows(chart: Chart, close: Column, now: Date): Row[] {
  const { timestamp, meta } = chart;
  const rows: Row[] = [];
  for (const index of inOrder(timestamp)) {
    const date = tradingDate(meta.exchangeTimezoneName, timestamp[index] ?? 0);
    const last = rows.at(-1);
    if (last?.date !== date) rows.push({ date, index });
    else if (close[index] !== null) last.index = index;
  }
  const open = openSession(meta, now);
  while (open !== null && (rows.at(-1)?.date ?? '') >= open) rows.pop();
  return rows;
}

/** The date of the session that has not ended yet, whether it has begun or not. */
function openSession(meta: Chart['meta'], now: Date): string | null {
  const session = meta.currentTradingPeriod?.regular;
  // Without its hours nobody can tell whether today is over.
  if (!session) return tradingDate(meta.exchangeTimezoneName, Math.floor(now.getTime() / 1000));
  const start = session.start.getTime();
  const end = session.end.getTime();
  // Markets that never close are given as 00:00 to 23:59; their last minute is a part of the day.
  const over = end - start >= A_DAY_SECONDS * 1000 - 60_000 ? start + A_DAY_SECONDS * 1000 : end;
  return now.getTime() < over ? tradingDate(meta.exchangeTimezoneName, start / 1000) : null;
}

function inOrder(timestamp: readonly number[]): number[] {
  const order = timestamp.map((_, index) => index);
  const ascends = timestamp.every((seconds, index) => index === 0 || seconds >= (timestamp[index - 1] ?? 0));
  return ascends ? order : order.sort((a, b) => (timestamp[a] ?? 0) - (timestamp[b] ?? 0));
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

function isTimezone(name: string): boolean {
  try {
    tradingDate(name, 0);
    return true;
  } catch {
    return false;
  }
}

const A_DAY_SECONDS = 86_400;
/** The year 5138: whatever is beyond is given in milliseconds, or is no instant. */
const FARTHEST_SECONDS = 100_000_000_000;
