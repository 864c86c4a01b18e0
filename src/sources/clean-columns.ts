import { leastPrice } from '../documents/least-price.ts';
import { shortestFloat } from '../documents/shortest-float.ts';
import type { Issue, TickerDocument } from '../documents/ticker-document.ts';
import type { RawColumns } from './chart-schema.ts';
import { describeValue } from './describe-value.ts';
import type { Row } from './finished-rows.ts';
import { isPrice, isPriceAbove } from './is-price.ts';

type Column = TickerDocument['close'];

export interface CleanColumns {
  open: Column;
  high: Column;
  low: Column;
  close: Column;
  volume: Column;
  /** null where Yahoo gave nothing of use. */
  adjClose: Column;
  /** Whether any close is known. */
  hasPrice: boolean;
  /** Whether any adjusted close is known. */
  isAdjusted: boolean;
  /** Whether any close has no adjusted one beside it. */
  lacksAdjusted: boolean;
  issues: Issue[];
  /** Row → what stood for an adjusted close, where it was neither a number nor null. */
  badAdjusted: Map<number, unknown>;
}

/**
 * The one walk over the columns that were sent: each cell is read once, and becomes a number as short as can be, or null;
 * what was no value is noted.
 */
export function cleanColumns(rows: readonly Row[], raw: RawColumns, instrumentType: string): CleanColumns {
  const least = leastPrice(instrumentType);
  const issues: Issue[] = [];
  const priceOf = (cell: unknown, column: string, date: string): number | null => {
    if (isPriceAbove(cell, least)) return shortestFloat(cell);
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
    hasPrice: false,
    isAdjusted: false,
    lacksAdjusted: false,
    issues,
    badAdjusted: new Map(),
  };
  for (const [position, { date, index }] of rows.entries()) {
    const closeCell = raw.close[index];
    const open = priceOf(raw.open[index], 'open', date);
    const high = priceOf(raw.high[index], 'high', date);
    const low = priceOf(raw.low[index], 'low', date);
    const close = priceOf(closeCell, 'close', date);
    clean.open.push(open);
    clean.high.push(high);
    clean.low.push(low);
    clean.close.push(close);

    const volume = raw.volume[index];
    const isVolume = typeof volume === 'number' && volume >= 0 && volume <= Number.MAX_SAFE_INTEGER;
    if (!isVolume && volume !== null) {
      issues.push({ kind: 'bad-value', date, column: 'volume', value: describeValue(volume) });
    }
    // A row of zeros is a day without a trade.
    const wasZeros = volume === 0 && (open ?? high ?? low ?? close) === null && closeCell === 0;
    clean.volume.push(isVolume && !wasZeros ? volume : null);

    // It falls below nothing when a later dividend is larger than the price was.
    const adjusted = raw.adjClose?.[index] ?? null;
    const isKnown = isPrice(adjusted);
    clean.adjClose.push(isKnown ? shortestFloat(adjusted) : null);
    if (!isKnown && adjusted !== null) clean.badAdjusted.set(position, adjusted);
    clean.hasPrice ||= close !== null;
    clean.isAdjusted ||= isKnown;
    clean.lacksAdjusted ||= close !== null && !isKnown;
  }
  return clean;
}
