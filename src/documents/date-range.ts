import type { TickerDocument } from './ticker-document.ts';

/** Trading dates, `YYYY-MM-DD`, both included; without one it is open on that side. */
export interface DateRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** What is wrong with a range: the field, and the end of a sentence about it. Null if nothing is. */
export function dateRangeProblem({ from, to }: DateRange): { field: 'from' | 'to'; message: string } | null {
  for (const [field, date] of [['from', from] as const, ['to', to] as const]) {
    if (date !== undefined && !isDate(date)) return { field, message: 'must be a date such as 2026-11-20' };
  }
  if (from !== undefined && to !== undefined && from > to) {
    return { field: 'from', message: `must not be later than to, which is ${to}` };
  }
  return null;
}

/**
 * The rows, events and issues of a document that lie in a range; there may be none. The document itself if the range is open.
 */
export function betweenDates(document: TickerDocument, { from, to }: DateRange): TickerDocument {
  if (from === undefined && to === undefined) return document;
  const { dates } = document;
  const isWithin = ({ date }: { date: string }) =>
    (from === undefined || date >= from) && (to === undefined || date <= to);
  const first = from === undefined ? 0 : countBefore(dates, (date) => date < from);
  const end = to === undefined ? dates.length : countBefore(dates, (date) => date <= to);
  const cut = <Value>(column: readonly Value[]) => column.slice(first, end);
  return {
    ...document,
    dates: cut(dates),
    open: cut(document.open),
    high: cut(document.high),
    low: cut(document.low),
    close: cut(document.close),
    adjClose: cut(document.adjClose),
    volume: cut(document.volume),
    dividends: document.dividends.filter(isWithin),
    splits: document.splits.filter(isWithin),
    capitalGains: someOf(document.capitalGains?.filter(isWithin)),
    issues: someOf(document.issues?.filter(isWithin)),
  };
}

/** These lists are absent rather than empty. */
function someOf<Value>(list: Value[] | undefined): Value[] | undefined {
  return list?.length ? list : undefined;
}

/** A day that exists. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Of ascending dates, how many come before the first that is not `isBefore`. */
function countBefore(dates: readonly string[], isBefore: (date: string) => boolean): number {
  const at = dates.findIndex((date) => !isBefore(date));
  return at === -1 ? dates.length : at;
}
