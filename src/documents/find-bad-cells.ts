import { leastPrice } from './least-price.ts';
import type { Issue, TickerDocument } from './ticker-document.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;

type Cells = Pick<TickerDocument, 'dates' | 'type' | 'volume' | 'adjClose' | (typeof PRICES)[number]>;

/** Cells that this version would not have stored: a price that is 0 or infinite as a 32-bit float, one that is negative where it cannot be, a volume below 0. */
export function findBadCells(document: Cells): Issue[] {
  const least = leastPrice(document.type);
  const bad: Issue[] = [];
  const look = (
    column: (typeof PRICES)[number] | 'adjClose' | 'volume',
    isBad: (value: number) => boolean,
  ) => {
    for (const [row, value] of document[column].entries()) {
      if (value === null || !isBad(value)) continue;
      bad.push({ kind: 'bad-value', date: document.dates[row] ?? '', column, value });
    }
  };
  for (const column of PRICES) look(column, (price) => price < least || !isFloat(price));
  // It falls below nothing when a later dividend is larger than the price was.
  look('adjClose', (price) => price === 0);
  look('volume', (shares) => shares < 0);
  return bad;
}

/** Prices are 32-bit floats: what is 0 or infinite as one is none. */
function isFloat(price: number): boolean {
  const float = Math.fround(price);
  return float !== 0 && Number.isFinite(float);
}
