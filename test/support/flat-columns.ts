import type { TickerDocument } from '../../src/documents/ticker-document.ts';

type Columns = Pick<TickerDocument, 'dates' | 'open' | 'high' | 'low' | 'close' | 'adjClose' | 'volume'>;

/** The columns of a document in which nothing ever moves. */
export function flatColumns(dates: string[]): Columns {
  const column = dates.map(() => 100);
  return {
    dates,
    open: column,
    high: column,
    low: column,
    close: column,
    adjClose: column,
    volume: column,
  };
}
