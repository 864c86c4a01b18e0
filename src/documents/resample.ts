import type { ColumnName, Columns } from './ticker-document.ts';

/** A row for each session, each week from Monday on, or each month: as Yahoo names them. */
export const INTERVALS = ['1d', '1wk', '1mo'] as const;
export type Interval = (typeof INTERVALS)[number];

/** Columns of one length, and the dates of their rows. */
export type DatedColumns = { dates: string[] } & Columns;

/**
 * The rows of weeks or months: the first `open`, the highest `high`, the lowest `low`, the last `close` with its
 * `adjClose`, the sum of `volume`. A value that is not known counts for nothing; where none is known it is null. The
 * date of a row is that of its first session.
 */
export function resample(days: DatedColumns, interval: Exclude<Interval, '1d'>): DatedColumns {
  const periods = periodsOf(days.dates, interval === '1wk' ? weekOf : monthOf);
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

function periodsOf(dates: readonly string[], nameOf: (date: string) => string | number): Period[] {
  const starts = dates.flatMap((date, row) =>
    row > 0 && nameOf(dates[row - 1] ?? '') === nameOf(date) ? [] : [row],
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
