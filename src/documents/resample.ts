import type { ColumnName, Columns, TickerDocument } from './ticker-document.ts';

/** A row for each session, each week from Monday on, or each month: as Yahoo names them. */
export const INTERVALS = ['1d', '1wk', '1mo'] as const;
export type Interval = (typeof INTERVALS)[number];

/** Columns of one length, and the dates of their rows. */
type DatedColumns = { dates: string[] } & Columns;

/** A price history with a row for each day, week or month; its events and issues keep their own dates. */
export type History = Omit<TickerDocument, 'interval'> & { interval: Interval };

/** The rows of a document as those of an interval. */
export function inInterval(document: TickerDocument, interval: Interval): History {
  return { ...document, ...(interval !== '1d' && resample(document, interval)), interval };
}

/** What the dates of one period have in common. */
export function periodOf(date: string, interval: Interval): string | number {
  if (interval === '1d') return date;
  return interval === '1wk' ? weekOf(date) : monthOf(date);
}

/**
 * The rows of weeks or months: the first `open`, the highest `high`, the lowest `low`, the last `close` with its
 * `adjClose`, the sum of `volume`. A value that is not known counts for nothing; where none is known it is null. The
 * date of a row is that of its first session.
 */
function resample(days: DatedColumns, interval: Interval): DatedColumns {
  const periods = periodsOf(days.dates, interval);
  const known = (name: ColumnName, { from, until }: Period) =>
    days[name].slice(from, until).filter((value) => value !== null);
  const column = (name: ColumnName, choose: (values: number[]) => number | undefined) =>
    periods.map((period) => {
      const values = known(name, period);
      return values.length === 0 ? null : (choose(values) ?? null);
    });
  return {
    dates: periods.map(({ from }) => days.dates[from] ?? ''),
    open: column('open', ([first]) => first),
    high: column('high', (values) => Math.max(...values)),
    low: column('low', (values) => Math.min(...values)),
    close: column('close', (values) => values.at(-1)),
    // Of the day of that close: one of another day would give a wrong factor.
    adjClose: periods.map(({ from, until }) => {
      const last = days.close.slice(from, until).findLastIndex((value) => value !== null);
      return last === -1 ? null : (days.adjClose[from + last] ?? null);
    }),
    volume: column('volume', (values) => values.reduce((sum, value) => sum + value, 0)),
  };
}

/** Rows that belong together; `until` is the row after the last. */
interface Period {
  from: number;
  until: number;
}

function periodsOf(dates: readonly string[], interval: Interval): Period[] {
  const starts = dates.flatMap((date, row) =>
    row > 0 && periodOf(dates[row - 1] ?? '', interval) === periodOf(date, interval) ? [] : [row],
  );
  return starts.map((from, at) => ({ from, until: starts[at + 1] ?? dates.length }));
}

function monthOf(date: string): string {
  return date.slice(0, 7);
}

/** Its number, counted in weeks from Monday: the first of January 1970 was a Thursday. */
function weekOf(date: string): number {
  return Math.floor((Date.parse(date) / 86_400_000 + 3) / 7);
}
