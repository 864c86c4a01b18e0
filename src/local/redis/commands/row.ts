import type { SQLOutputValue } from 'node:sqlite';

type Row = Record<string, SQLOutputValue> | undefined;

/** The number in a row's column. Anything else there is a mistake in the query or a damaged file. */
export function numberIn(row: Row, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') {
    throw new TypeError(`the data file holds no number in column ${column}`);
  }
  return value;
}

/** The text in a row's column. Anything else there is a mistake in the query or a damaged file. */
export function textIn(row: Row, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') {
    throw new TypeError(`the data file holds no text in column ${column}`);
  }
  return value;
}
