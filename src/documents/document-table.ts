import { type History, type Interval, periodOf } from './resample.ts';
import { COLUMNS, type ColumnName, type Payment, type Split } from './ticker-document.ts';

/** What a document is as a table: a row for each date (or week, or month) that has prices or an event. */
export const TABLE_COLUMNS = ['date', ...COLUMNS, 'dividend', 'split', 'capitalGain'] as const;

/** null: not known, or no event that day, week or month. */
export type TableRow = Record<ColumnName | 'dividend' | 'capitalGain', number | null> & {
  /** `YYYY-MM-DD` */
  date: string;
  /** Such as `4:1`. */
  split: string | null;
};

/**
 * Oldest first; an event is in the row of its day, week or month. Yahoo dates some events on a day without a row: where
 * their whole period has none, it has the events alone.
 */
export function* tableRows(history: History): Generator<TableRow> {
  const { dates, splits, dividends, capitalGains = [], interval } = history;
  const events = [...dividends, ...splits, ...capitalGains].map(({ date }) => date).sort();
  const periods = dates.map((date) => periodOf(date, interval));
  const rowOf = new Map(periods.map((period, row) => [period, row]));
  const dateOf = new Map(periods.map((period, row) => [period, dates[row] ?? '']));
  for (const date of events) {
    const period = periodOf(date, interval);
    if (!dateOf.has(period)) dateOf.set(period, date);
  }
  const dividendOf = sums(dividends, interval);
  const gainOf = sums(capitalGains, interval);
  const splitOf = ratios(splits, interval);
  const inOrder = [...dateOf].sort(([, one], [, other]) => (one < other ? -1 : 1));
  for (const [period, date] of inOrder) {
    const row = rowOf.get(period) ?? -1;
    const value = (name: ColumnName) => history[name][row] ?? null;
    yield {
      date,
      open: value('open'),
      high: value('high'),
      low: value('low'),
      close: value('close'),
      adjClose: value('adjClose'),
      volume: value('volume'),
      dividend: dividendOf.get(period) ?? null,
      split: splitOf.get(period) ?? null,
      capitalGain: gainOf.get(period) ?? null,
    };
  }
}

/** Lines of CSV (RFC 4180), each with its line end. No value needs quotes. @param ticker a first column, if given */
export function csvRows(history: History, ticker?: string): string {
  let lines = '';
  for (const row of tableRows(history)) {
    const values = TABLE_COLUMNS.map((name) => row[name] ?? '').join(',');
    lines += ticker === undefined ? `${values}\r\n` : `${ticker},${values}\r\n`;
  }
  return lines;
}

/** The first line of CSV. @param withTicker whether the first column is the ticker */
export function csvHead(withTicker = false): string {
  return `${[...(withTicker ? ['ticker'] : []), ...TABLE_COLUMNS].join(',')}\r\n`;
}

/** Two payments on one day are rare, and real: a dividend and a special one. */
function sums(payments: readonly Payment[], interval: Interval): Map<string | number, number> {
  const sums = new Map<string | number, number>();
  for (const { date, amount } of payments) {
    const period = periodOf(date, interval);
    sums.set(period, (sums.get(period) ?? 0) + amount);
  }
  return sums;
}

/** Two splits in one period make one: 2:1 and 3:1 are 6:1. */
function ratios(splits: readonly Split[], interval: Interval): Map<string | number, string> {
  const products = new Map<string | number, Omit<Split, 'date'>>();
  for (const { date, ...split } of splits) {
    const period = periodOf(date, interval);
    const { numerator, denominator } = products.get(period) ?? { numerator: 1, denominator: 1 };
    products.set(period, {
      numerator: numerator * split.numerator,
      denominator: denominator * split.denominator,
    });
  }
  return new Map(
    [...products].map(([period, { numerator, denominator }]) => [period, `${numerator}:${denominator}`]),
  );
}
