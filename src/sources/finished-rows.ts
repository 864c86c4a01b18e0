import type { Chart, RawColumns } from './chart-schema.ts';
import { isInstant, latestInstant } from './instant.ts';
import { isPrice } from './is-price.ts';
import { sessionDate, tradingDate } from './trading-date.ts';

/** A trading date and where its prices stand in the columns. */
export interface Row {
  date: string;
  index: number;
}

export interface DatedRows {
  rows: Row[];
  /** Rows without a usable instant, each with the date of the row before it. */
  undated: Row[];
}

/**
 * The rows in order of time, each date once, without those whose session is not over, and without newest ones that
 * hold no price. Yahoo repeats the last session (the second time stamped with the last trade): the later row is taken,
 * unless it is the one without a price.
 */
export function finishedRows(chart: Chart, columns: RawColumns, now: Date): DatedRows {
  const { timestamp, meta } = chart;
  const timezone = meta.exchangeTimezoneName;
  const { order, strays } = inOrder(timestamp, now);
  const rows: Row[] = [];
  const dates: string[] = [];
  for (const index of order) {
    const seconds = Number(timestamp[index]);
    // A row stamped with its last trade belongs to the day of that trade, however late it was.
    const date = (seconds === meta.regularMarketTime ? tradingDate : sessionDate)(timezone, seconds);
    dates[index] = date;
    const last = rows.at(-1);
    if (last?.date !== date) rows.push({ date, index });
    else if (isPrice(columns.close[index])) last.index = index;
  }
  const unfinished = unfinishedDate(chart, now);
  while (unfinished !== null && (rows.at(-1)?.date ?? '') >= unfinished) rows.pop();
  for (let last = rows.at(-1); last && !holdsPrice(columns, last.index); last = rows.at(-1)) rows.pop();
  return {
    rows,
    undated: strays.map((index) => ({ date: dateBefore(index, dates) ?? rows[0]?.date ?? '', index })),
  };
}

/** Strays are few: a chart with many is refused. */
function dateBefore(index: number, dates: readonly string[]): string | undefined {
  let before = index;
  while (before >= 0 && dates[before] === undefined) before--;
  return dates[before];
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
function holdsPrice({ open, high, low, close }: RawColumns, index: number): boolean {
  if (isPrice(close[index])) return true;
  return close[index] !== null && [open, high, low].some((column) => isPrice(column[index]));
}

function inOrder(timestamp: readonly unknown[], now: Date): { order: number[]; strays: number[] } {
  const latest = latestInstant(now);
  const order: number[] = [];
  const strays: number[] = [];
  let ascends = true;
  let before = Number.NEGATIVE_INFINITY;
  for (const [index, seconds] of timestamp.entries()) {
    if (!isInstant(seconds, latest)) {
      strays.push(index);
      continue;
    }
    order.push(index);
    ascends &&= seconds >= before;
    before = seconds;
  }
  if (!ascends) order.sort((a, b) => Number(timestamp[a]) - Number(timestamp[b]));
  return { order, strays };
}

const A_DAY_SECONDS = 86_400;
/** 00:00 to 23:59, on the day that loses an hour. */
const WHOLE_DAY_SECONDS = A_DAY_SECONDS - 3600 - 60;
/** How long after its end, and after the last trade in it, a session's prices still change. */
const SETTLING_SECONDS = 600;
