import {
  COLUMNS,
  type ColumnName,
  type Payment,
  type Split,
  type TickerDocument,
} from './ticker-document.ts';

/** What a document is as a table: a row for each date that has prices or an event. */
export const TABLE_COLUMNS = ['date', ...COLUMNS, 'dividend', 'split', 'capitalGain'] as const;

/** null: not known, or no event that day. */
export type TableRow = Record<ColumnName | 'dividend' | 'capitalGain', number | null> & {
  /** `YYYY-MM-DD` */
  date: string;
  /** Such as `4:1`. */
  split: string | null;
};

/** Oldest first. Yahoo dates some events on a day without a row: such a day has the event alone. */
export function* tableRows(document: TickerDocument): Generator<TableRow> {
  const { dates, splits, dividends, capitalGains = [] } = document;
  const dividendOn = sums(dividends);
  const gainOn = sums(capitalGains);
  const splitOn = new Map(splits.map((split) => [split.date, ratio(split)]));
  const rowOf = new Map(dates.map((date, row) => [date, row]));
  const events = [...dividendOn.keys(), ...gainOn.keys(), ...splitOn.keys()];
  const others = events.filter((date) => !rowOf.has(date));
  for (const date of others.length === 0 ? dates : [...new Set([...dates, ...others])].sort()) {
    const row = rowOf.get(date) ?? -1;
    const value = (name: ColumnName) => document[name][row] ?? null;
    yield {
      date,
      open: value('open'),
      high: value('high'),
      low: value('low'),
      close: value('close'),
      adjClose: value('adjClose'),
      volume: value('volume'),
      dividend: dividendOn.get(date) ?? null,
      split: splitOn.get(date) ?? null,
      capitalGain: gainOn.get(date) ?? null,
    };
  }
}

/** Lines of CSV (RFC 4180), each with its line end. No value needs quotes. @param ticker a first column, if given */
export function csvRows(document: TickerDocument, ticker?: string): string {
  let lines = '';
  for (const row of tableRows(document)) {
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
function sums(payments: readonly Payment[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { date, amount } of payments) sums.set(date, (sums.get(date) ?? 0) + amount);
  return sums;
}

function ratio({ numerator, denominator }: Split): string {
  return `${numerator}:${denominator}`;
}
