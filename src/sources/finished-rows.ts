import { leastPrice } from '../documents/least-price.ts';
import type { Chart, RawColumns } from './chart-schema.ts';
import { isInstant, latestInstant } from './instant.ts';
import { isPriceAbove } from './is-price.ts';
import { sessionDate, tradingDate } from './trading-date.ts';

/** A trading date and where its prices stand in the columns. */
export interface Row {
  date: string;
  index: number;
  /** Of its stamp, since 1970. */
  seconds: number;
}

export interface DatedRows {
  rows: Row[];
  /** Rows with a price that were left out, since another row of the date has another one. */
  repeated: Row[];
  /** Rows without a usable instant, each with the date of the row before it. */
  undated: Omit<Row, 'seconds'>[];
}

/**
 * The rows in order of time, each date once, without those whose session is not over, and without newest ones that
 * hold no price. Yahoo repeats the last session (the second time stamped with the last trade): the later row is taken,
 * unless it is the one without a price. No other date is repeated in sound charts.
 */
export function finishedRows(chart: Chart, columns: RawColumns, now: Date): DatedRows {
  const { dated, strays } = datedRows(chart, now);
  const least = leastPrice(chart.meta.instrumentType);
  const rows: Row[] = [];
  const repeated: Row[] = [];
  for (const row of dated) {
    const before = rows.at(-1);
    if (before?.date !== row.date) {
      rows.push(row);
      continue;
    }
    const [close, closeBefore] = [columns.close[row.index], columns.close[before.index]];
    if (!isPriceAbove(close, least)) continue;
    rows[rows.length - 1] = row;
    if (isPriceAbove(closeBefore, least) && closeBefore !== close) repeated.push(before);
  }
  const unfinished = unfinishedDate(chart, now);
  while (unfinished !== null && (rows.at(-1)?.date ?? '') >= unfinished) rows.pop();
  for (let last = rows.at(-1); last && !holdsPrice(columns, last.index, least); last = rows.at(-1))
    rows.pop();
  const newest = rows.at(-1)?.date ?? '';
  return {
    rows,
    repeated: repeated.filter(({ date }) => date < newest),
    undated: strays.map(({ index, before }) => ({ date: before ?? rows[0]?.date ?? '', index })),
  };
}

/** A row without a usable instant, and the date of the row that was sent before it. */
interface Stray {
  index: number;
  before: string | undefined;
}

/** All rows in order of time; each stamp is read once. */
function datedRows({ timestamp, meta }: Chart, now: Date): { dated: Row[]; strays: Stray[] } {
  const timezone = meta.exchangeTimezoneName;
  const latest = latestInstant(now);
  const dated: Row[] = [];
  const strays: Stray[] = [];
  let ascends = true;
  let before: Row | undefined;
  for (const [index, seconds] of timestamp.entries()) {
    if (!isInstant(seconds, latest)) {
      strays.push({ index, before: before?.date });
      continue;
    }
    // A row stamped with its last trade belongs to the day of that trade, however late it was.
    const date = (seconds === meta.regularMarketTime ? tradingDate : sessionDate)(timezone, seconds);
    ascends &&= seconds >= (before?.seconds ?? Number.NEGATIVE_INFINITY);
    before = { date, index, seconds };
    dated.push(before);
  }
  if (!ascends) dated.sort((a, b) => a.seconds - b.seconds);
  return { dated, strays };
}

/** The date from which on no session is over. */
function unfinishedDate({ meta }: Chart, now: Date): string | null {
  const timezone = meta.exchangeTimezoneName;
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const session = meta.currentTradingPeriod?.regular;
  // Without its hours nobody can tell whether today is over.
  if (!session) return tradingDate(timezone, nowSeconds);
  const settled = nowSeconds - SETTLING_SECONDS;
  // A market that never closes ends its day at midnight, be it of 23, 24 or 25 hours.
  if (session.end - session.start >= WHOLE_DAY_SECONDS) return tradingDate(timezone, settled);
  const dates: string[] = [];
  if (session.end > settled) dates.push(tradingDate(timezone, session.start));
  // The stated end comes before the closing auction in Seoul, Riyadh and São Paulo.
  const lastTrade = meta.regularMarketTime ?? settled;
  if (lastTrade > settled && lastTrade <= nowSeconds + A_DAY_SECONDS) {
    dates.push(tradingDate(timezone, Math.floor(lastTrade)));
  }
  return dates.sort()[0] ?? null;
}

/** Any price, or at least a close that was meant to be one: then its value alone is lost. */
function holdsPrice({ open, high, low, close }: RawColumns, index: number, least: number): boolean {
  if (isPriceAbove(close[index], least)) return true;
  return close[index] !== null && [open, high, low].some((column) => isPriceAbove(column[index], least));
}

const A_DAY_SECONDS = 86_400;
/** 00:00 to 23:59, on the day that loses an hour. */
const WHOLE_DAY_SECONDS = A_DAY_SECONDS - 3600 - 60;
/** How long after its end, and after the last trade in it, a session's prices still change. */
const SETTLING_SECONDS = 600;
