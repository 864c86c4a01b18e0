import { COLUMNS, type TickerDocument } from './ticker-document.ts';

/**
 * Why a value is no document of a ticker, as the end of a sentence; null if it is one. Looks at what a reader relies
 * on, in a few microseconds; `decodeDocument` looks at everything.
 */
export function documentProblem(value: unknown, symbol: string): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'the value is no JSON object';
  const document: Partial<Record<keyof TickerDocument, unknown>> = value;
  if (document.v !== 1)
    return `it is of version ${JSON.stringify(document.v)}, and this reader knows version 1`;
  if (document.symbol !== symbol) return `it is the document of ${JSON.stringify(document.symbol)}`;
  const { dates } = document;
  if (!Array.isArray(dates)) return 'it has no list "dates"';
  for (const name of COLUMNS) {
    const column = document[name];
    if (!Array.isArray(column)) return `it has no list "${name}"`;
    if (column.length !== dates.length) return `${name} has ${column.length} rows, dates has ${dates.length}`;
  }
  for (const name of ['dividends', 'splits'] as const) {
    if (!Array.isArray(document[name])) return `it has no list "${name}"`;
  }
  return null;
}
