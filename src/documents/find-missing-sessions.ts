import { isUsListing } from '../core/exchanges.ts';
import { FIRST_EXACT_YEAR, sessionsOfYear } from '../core/us-calendar.ts';
import type { Issue, TickerDocument } from './ticker-document.ts';

type Dated = Pick<TickerDocument, 'dates' | 'exchange' | 'timezone' | 'type'>;

/** Sessions between the first and the last row that have no row. Both lists ascend. */
export function findMissingSessions(
  { dates }: Pick<TickerDocument, 'dates'>,
  sessions: readonly string[],
): Issue[] {
  const [first = ''] = dates;
  const last = dates.at(-1) ?? '';
  const missing: Issue[] = [];
  let row = 0;
  for (const date of sessions) {
    // Nearly each session is the next row, and comparing for order costs more.
    while (dates[row] !== date && (dates[row] ?? date) < date) row++;
    if (dates[row] === date) row++;
    else if (date > first && date < last) missing.push({ kind: 'missing-session', date });
  }
  return missing;
}

/**
 * The sessions of the US calendar within a document's years. None for what need not have a row in each: foreign and
 * over-the-counter shares, funds (whose prices are published late or not on each day), indices, coins.
 */
export function usSessionsOf({ dates, exchange, timezone, type }: Dated): readonly string[] {
  const isCovered = isUsListing(exchange) && timezone === 'America/New_York' && SHARES.has(type);
  if (!isCovered) return [];
  const from = Math.max(FIRST_EXACT_YEAR, yearOf(dates[0]));
  const to = yearOf(dates.at(-1));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, years) => sessionDates(from + years)).flat();
}

const SHARES = new Set(['EQUITY', 'ETF']);

const datesByYear = new Map<number, string[]>();

function sessionDates(year: number): string[] {
  let dates = datesByYear.get(year);
  if (!dates) {
    dates = sessionsOfYear(year).map(({ date }) => date);
    datesByYear.set(year, dates);
  }
  return dates;
}

function yearOf(date: string | undefined): number {
  return Number(date?.slice(0, 4));
}
