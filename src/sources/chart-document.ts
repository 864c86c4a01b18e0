import type { SourceName } from '../core/job.ts';
import { oneLine } from '../core/one-line.ts';
import type { Range } from '../core/options.ts';
import { checkDocument, newestIssues } from '../documents/check-document.ts';
import type { Issue, TickerDocument } from '../documents/ticker-document.ts';
import { chartEvents } from './chart-events.ts';
import { type Chart, chartSchema, rawColumns, unequalColumn } from './chart-schema.ts';
import { type CleanColumns, cleanColumns } from './clean-columns.ts';
import { completeAdjClose } from './complete-adj-close.ts';
import { describeValue } from './describe-value.ts';
import { type DatedRows, finishedRows } from './finished-rows.ts';
import { isInstant, latestInstant } from './instant.ts';
import type { PriceAnswer } from './price-source.ts';
import { isSameSymbol } from './same-symbol.ts';

export interface ChartRequest {
  ticker: string;
  range: Range;
  source: SourceName;
  now: Date;
  /** Seconds from which on rows were asked for. */
  period1: number;
}

/**
 * Makes the document from a chart as Yahoo sends it. A bad value costs itself and is noted; `invalid` is only a chart
 * that has not the shape of one. `no-answer` if it has no row with a price: that is how Yahoo behaves when it has had
 * enough of an address. `no-data` if all its rows lie before what was asked for: a listing that was frozen.
 */
export function chartDocument(sent: unknown, request: ChartRequest): PriceAnswer {
  const parsed = chartSchema.safeParse(sent);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const chart = parsed.data;
  const { meta, timestamp } = chart;
  if (!isSameSymbol(meta.symbol, request.ticker)) {
    return invalid(`asked for ${request.ticker}, Yahoo answered about ${meta.symbol}`);
  }
  const raw = rawColumns(chart);
  const unequal = unequalColumn(chart, raw);
  if (unequal) return invalid(unequal);
  const dated = finishedRows(chart, raw, request.now);
  const { rows, undated } = dated;
  if (undated.length > Math.max(1, timestamp.length * MOST_UNDATED))
    return invalid(undatedError(chart, undated));
  const newest = rows.at(-1);
  const clean = cleanColumns(rows, raw, meta.instrumentType);
  if (!newest || !clean.hasPrice) {
    return { kind: 'no-answer', error: 'Yahoo answered without a single price' };
  }
  if (newest.seconds < request.period1 - A_DAY_SECONDS) {
    return {
      kind: 'failed',
      code: 'no-data',
      error: `Yahoo has no prices after ${newest.date}, before the asked period`,
    };
  }
  return {
    kind: 'document',
    document: documentOf(chart, { ...dated, clean }, request),
    lastTrade: lastTradeOf(chart, request.now),
  };
}

function documentOf(
  chart: Chart,
  { rows, repeated, undated, clean }: DatedRows & { clean: CleanColumns },
  request: ChartRequest,
): TickerDocument {
  const { meta, timestamp } = chart;
  const dates = rows.map(({ date }) => date);
  const events = chartEvents(chart, dates.at(-1) ?? '', latestInstant(request.now));
  const adjusted = completeAdjClose(dates, clean, events.dates, events.paysOut);
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
    dates,
    open: clean.open,
    high: clean.high,
    low: clean.low,
    close: clean.close,
    adjClose: adjusted.adjClose,
    volume: clean.volume,
    dividends: events.dividends,
    splits: events.splits,
  };
  if (events.capitalGains.length > 0) document.capitalGains = events.capitalGains;
  const issues: Issue[] = [
    ...[...undated, ...repeated].map(({ date, index }): Issue => {
      return { kind: 'bad-value', date, column: 'dates', value: describeValue(timestamp[index]) };
    }),
    ...clean.issues,
    ...events.issues,
    ...adjusted.issues,
  ];
  const found = checkDocument(document).filter((issue) => !isLeftOut(issue, undated, dates));
  if (issues.length + found.length > 0) document.issues = newestIssues([...issues, ...found]);
  return document;
}

/** A session whose row was left out for its instant is noted by that. */
function isLeftOut({ kind, date }: Issue, undated: DatedRows['undated'], dates: readonly string[]): boolean {
  if (kind !== 'missing-session' || undated.length === 0) return false;
  const before = dates.findLast((one) => one < date);
  return undated.some((row) => row.date === before);
}

function lastTradeOf({ meta }: Chart, now: Date): number | null {
  const seconds = Math.floor(meta.regularMarketTime ?? 0);
  return seconds > 0 && isInstant(seconds, latestInstant(now)) ? seconds : null;
}

function undatedError({ timestamp }: Chart, undated: DatedRows['undated']): string {
  const value = timestamp[undated[0]?.index ?? 0];
  const isInstant = Number.isInteger(value);
  return isInstant
    ? `a row is dated in the future: ${value}`
    : `timestamp holds what is no instant: ${describeValue(value)}`;
}

function invalid(error: string): PriceAnswer {
  return { kind: 'invalid', error: oneLine(error) };
}

/** One row without an instant costs that row; a chart in which every tenth has none is another thing than a chart. */
const MOST_UNDATED = 0.1;
const A_DAY_SECONDS = 86_400;
