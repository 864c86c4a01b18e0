import { shortestFloat } from '../documents/shortest-float.ts';
import type { Issue } from '../documents/ticker-document.ts';
import type { CleanColumns } from './clean-columns.ts';
import { describeValue } from './describe-value.ts';

/**
 * Gives each close an adjusted one where that is certain, and notes the others. Between two rows without an event the
 * factor is the same; across one nobody knows it. Without a single adjusted close, and without anything paid, closes
 * are adjusted already (currencies, coins).
 *
 * @param eventDates of all events, those that were left out included, ascending
 * @param paysOut whether a dividend or capital gain is among them
 */
export function completeAdjClose(
  dates: readonly string[],
  { close, adjClose, badAdjusted, isAdjusted, lacksAdjusted }: CleanColumns,
  eventDates: readonly string[],
  paysOut: boolean,
): { adjClose: CleanColumns['adjClose']; issues: Issue[] } {
  const note = (kind: Issue['kind'], row: number): Issue => {
    const value = badAdjusted.has(row) ? { value: describeValue(badAdjusted.get(row)) } : {};
    return { kind, date: dates[row] ?? '', column: 'adjClose', ...value };
  };
  if (badAdjusted.size === 0 && !isAdjusted) {
    if (!paysOut) return { adjClose: [...close], issues: [] };
    return { adjClose, issues: [note('adjclose-unknown', dates.length - 1)] };
  }
  if (badAdjusted.size === 0 && !lacksAdjusted) return { adjClose, issues: [] };
  const factorOf = (row: number): number | null => {
    const [price, adjusted] = [close[row] ?? null, adjClose[row] ?? null];
    return price === null || adjusted === null ? null : Math.fround(adjusted) / Math.fround(price);
  };
  const derived = factorsBeside(dates, factorOf, eventDates);
  const issues: Issue[] = [];
  const completed = adjClose.map((adjusted, row) => {
    const price = close[row] ?? null;
    if (adjusted !== null) return adjusted;
    if (price === null) {
      if (badAdjusted.has(row)) issues.push(note('bad-value', row));
      return null;
    }
    const factor = derived[row] ?? null;
    issues.push(note(factor === null ? 'adjclose-unknown' : 'adjclose-derived', row));
    return factor === null ? null : shortestFloat(Math.fround(Math.fround(price) * factor));
  });
  return { adjClose: completed, issues };
}

/** For each row the factor of the nearest row on either side that has one, unless an event lies between. */
function factorsBeside(
  dates: readonly string[],
  factorOf: (row: number) => number | null,
  eventDates: readonly string[],
): Array<number | null> {
  const found: Array<number | null> = new Array(dates.length).fill(null);
  // Rows with the same count of events up to their date have no event between them.
  let events = 0;
  const counts = dates.map((date) => {
    while (events < eventDates.length && (eventDates[events] ?? '') <= date) events++;
    return events;
  });
  const walk = (rows: number[]) => {
    let near: { factor: number; count: number | undefined } | null = null;
    for (const row of rows) {
      const factor = factorOf(row);
      if (factor !== null) near = { factor, count: counts[row] };
      else if (near && near.count === counts[row]) found[row] ??= near.factor;
    }
  };
  const forwards = dates.map((_, row) => row);
  walk(forwards);
  walk(forwards.toReversed());
  return found;
}
