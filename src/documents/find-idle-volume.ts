import type { TickerDocument } from './ticker-document.ts';

/** Only shares: funds, indices and currencies have no volume. */
const TRADED = new Set(['EQUITY', 'ETF']);

/** Dates of rows that say that nothing was traded, though the close is another than the day before. */
export function findIdleVolume({
  dates,
  close,
  volume,
  type,
}: Pick<TickerDocument, 'dates' | 'close' | 'volume' | 'type'>): string[] {
  if (!TRADED.has(type)) return [];
  let before: number | null = null;
  return dates.filter((_, row) => {
    const price = close[row] ?? null;
    const hasMoved = price !== null && before !== null && price !== before;
    before = price ?? before;
    return hasMoved && volume[row] === 0;
  });
}
