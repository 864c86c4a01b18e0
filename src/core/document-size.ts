import type { Compression, Range } from './options.ts';

/**
 * Of five years, 1,257 rows: 70 KB as JSON, 33 KB as base64 of gzip (docs/benchmarks.md); a price has 2 to 6 figures, so
 * that a single ticker may take a third more or less.
 */
const BYTES_PER_ROW = { none: 56, gzip: 26 } as const;
/** Symbol, exchange, currency, times. */
const HEADER_BYTES = 400;

/** Sessions in a year are 252. `max` is what most US shares have at most: since 1962, or since they were listed. */
const ROWS = { '1y': 252, '2y': 503, '5y': 1_257, '10y': 2_515, max: 16_000 } as const;
/** Of `max`, over all listings: half of them were listed in the last fifteen years. */
const MEAN_ROWS_OF_MAX = 5_000;

/** Bytes of a document with so many rows, as Redis holds it. */
export function documentBytes(rows: number, compress: Compression): number {
  return HEADER_BYTES + rows * BYTES_PER_ROW[compress];
}

/** The rows of a ticker that was listed for all of the range. */
export function mostRows(range: Range): number {
  return ROWS[range];
}

/** The rows of a ticker, over many. */
export function meanRows(range: Range): number {
  return range === 'max' ? MEAN_ROWS_OF_MAX : ROWS[range];
}
