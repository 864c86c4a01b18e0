import type { Issue, TickerDocument } from './ticker-document.ts';

/**
 * A close of 90 to 110 times the one before, or the inverse: pounds for pence, mostly. yfinance repairs such days
 * (price repair, "100x errors", 0.2), qlib drops day changes of 89 to 111; for some tickers it is what was traded
 * (LSC.L, NVT.L, SSW.JO), so here it is only said.
 */
const SMALLEST_JUMP = 90;
const LARGEST_JUMP = 110;

/** Days on which the close is about a hundred times, or a hundredth, of the one before, without a split. */
export function findJumps({
  dates,
  close,
  splits,
}: Pick<TickerDocument, 'dates' | 'close' | 'splits'>): Issue[] {
  const jumps: Issue[] = [];
  const splitDates = new Set(splits.map(({ date }) => date));
  let before: number | null = null;
  for (let row = 0; row < close.length; row++) {
    const price = close[row] ?? null;
    if (price === null) continue;
    const date = dates[row] ?? '';
    if (before !== null && isJump(price / before) && !splitDates.has(date)) {
      jumps.push({ kind: 'jump', date, column: 'close', value: price });
    }
    before = price;
  }
  return jumps;
}

/** @param ratio of a price to the one before */
export function isJump(ratio: number): boolean {
  const factor = ratio < 1 ? 1 / ratio : ratio;
  return factor >= SMALLEST_JUMP && factor <= LARGEST_JUMP;
}
