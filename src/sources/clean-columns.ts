import { shortestFloat } from '../documents/shortest-float.ts';
import type { Issue, TickerDocument } from '../documents/ticker-document.ts';
import type { RawColumn, RawColumns } from './chart-schema.ts';
import { describeValue } from './describe-value.ts';
import type { Row } from './finished-rows.ts';
import { isPrice } from './is-price.ts';

type Column = TickerDocument['close'];

export interface CleanColumns {
  open: Column;
  high: Column;
  low: Column;
  close: Column;
  volume: Column;
  /** null where Yahoo gave nothing of use. */
  adjClose: Column;
  issues: Issue[];
  /** Row → what stood for an adjusted close, where it was neither a number nor null. */
  badAdjusted: Map<number, unknown>;
}

/** Prices of these fall below nothing: ^IRX did, and crude oil closed at -37.63 on 2020-04-20. */
const MAY_BE_NEGATIVE = new Set(['INDEX', 'FUTURE']);

/** One walk over the columns: each cell becomes a number as short as can be, or null; what was no value is noted. */
export function cleanColumns(rows: readonly Row[], raw: RawColumns, instrumentType: string): CleanColumns {
  const least = MAY_BE_NEGATIVE.has(instrumentType) ? Number.NEGATIVE_INFINITY : 0;
  const issues: Issue[] = [];
  const priceIn = (column: string, cells: RawColumn, { date, index }: Row): number | null => {
    const cell = cells[index];
    if (isPrice(cell) && cell > least) return shortestFloat(cell);
    if (cell !== null) issues.push({ kind: 'bad-value', date, column, value: describeValue(cell) });
    return null;
  };
  const clean: CleanColumns = {
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
    adjClose: [],
    issues,
    badAdjusted: new Map(),
  };
  for (const [position, row] of rows.entries()) {
    const open = priceIn('open', raw.open, row);
    const high = priceIn('high', raw.high, row);
    const low = priceIn('low', raw.low, row);
    const close = priceIn('close', raw.close, row);
    clean.open.push(open);
    clean.high.push(high);
    clean.low.push(low);
    clean.close.push(close);

    const volume = raw.volume[row.index];
    const isVolume = typeof volume === 'number' && volume >= 0 && volume <= Number.MAX_SAFE_INTEGER;
    if (!isVolume && volume !== null) {
      issues.push({ kind: 'bad-value', date: row.date, column: 'volume', value: describeValue(volume) });
    }
    // A row of zeros is a day without a trade.
    const wasZeros = volume === 0 && (open ?? high ?? low ?? close) === null && raw.close[row.index] === 0;
    clean.volume.push(isVolume && !wasZeros ? volume : null);

    // It falls below nothing when a later dividend is larger than the price was.
    const adjusted = raw.adjClose?.[row.index] ?? null;
    clean.adjClose.push(isPrice(adjusted) ? shortestFloat(adjusted) : null);
    if (!isPrice(adjusted) && adjusted !== null) clean.badAdjusted.set(position, adjusted);
  }
  return clean;
}
