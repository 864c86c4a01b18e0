import type { MarketKind, Session } from './market-kind.ts';

/** A simulated history, one row per session from some session on, adjusted for splits as Yahoo's are. */
export interface Walk {
  quote: Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>;
  /** Row → what is paid per share on that ex-date. */
  dividends: Map<number, { amount: number }>;
  /** Row → new shares for one old. */
  splits: Map<number, { numerator: number; denominator: 1; splitRatio: string }>;
}

/**
 * Walks a symbol's price through the sessions. Only the symbol and the number of sessions before decide about a day, so
 * a longer walk repeats a shorter one. The logarithm of the price is drawn back to its level: after thirty years it is
 * still a price that one could believe.
 *
 * @param first the session of the first row; those before are walked, and not kept.
 */
export function walkPrices(
  symbol: string,
  sessions: readonly Session[],
  kind: MarketKind,
  first: number,
): Walk {
  const { type, scale, stepsPerUnit } = kind;
  const isFund = type === 'MUTUALFUND';
  const random = seededRandom(symbol);
  const level = Math.log(scale * (8 + 300 * random() ** 2));
  const volatility = 0.008 + 0.02 * random();
  const usualVolume = 200_000 + 20_000_000 * random() ** 3;
  const quarterlyYield = 0.002 + 0.008 * random();
  const paysDividends = type === 'EQUITY' || isFund;
  const payer = paysDividends && random() < SHARE_OF_PAYERS;
  const round = (price: number) => Math.fround(Math.max(1, Math.round(price * stepsPerUnit)) / stepsPerUnit);
  const firstPayingMonth = Math.floor(random() * 3);

  const quote: Walk['quote'] = { open: [], high: [], low: [], close: [], volume: [] };
  const [dividends, splits]: [Walk['dividends'], Walk['splits']] = [new Map(), new Map()];
  let logarithm = level;
  let lastPaid = -1;
  sessions.forEach((session, index) => {
    const opening = logarithm + volatility * 0.3 * bell(random);
    logarithm += volatility * bell(random) - PULL_TO_LEVEL * (logarithm - level);
    // Drawn in each session, whether used or not, so that nothing else depends on what came of it.
    const [above, below, volume, splitDraw] = [random(), random(), random(), random()];
    const isDue = session.month % 3 === firstPayingMonth && session.day >= 10 && session.month !== lastPaid;
    const pays = payer && index > 0 && isDue;
    if (pays) lastPaid = session.month;
    const row = index - first;
    if (row < 0) return;

    const close = round(Math.exp(logarithm));
    // A fund has one price a day, and no volume.
    const open = isFund ? close : round(Math.exp(opening));
    quote.open.push(open);
    quote.close.push(close);
    quote.high.push(isFund ? close : round(Math.max(open, close) * (1 + volatility * 0.5 * above)));
    quote.low.push(isFund ? close : round(Math.min(open, close) * (1 - volatility * 0.5 * below)));
    quote.volume.push(isFund ? 0 : Math.round(usualVolume * (0.5 + volume)));
    if (type === 'EQUITY' && splitDraw < SPLITS_PER_SESSION) {
      const shares = splitDraw < SPLITS_PER_SESSION / 2 ? 2 : 4;
      splits.set(row, { numerator: shares, denominator: 1, splitRatio: `${shares}:1` });
    }
    if (pays) dividends.set(row, { amount: Math.max(0.01, Math.round(close * quarterlyYield * 100) / 100) });
  });
  return { quote, dividends, splits };
}

/**
 * Closes adjusted as Yahoo adjusts them: for each later dividend, from the newest to the oldest, multiplied by
 * 1 − dividend ÷ close before it, in 32-bit floats that are rounded after each step.
 */
export function adjustForDividends({ quote: { close }, dividends }: Walk): number[] {
  const factors = [...dividends].reverse().map(([exRow, { amount }]) => {
    return { exRow, factor: Math.fround(1 - amount / (close[exRow - 1] ?? amount)) };
  });
  return close.map((price, row) => {
    let adjusted = price;
    for (const { exRow, factor } of factors) if (exRow > row) adjusted = Math.fround(adjusted * factor);
    return adjusted;
  });
}

const SHARE_OF_PAYERS = 0.6;
const SPLITS_PER_SESSION = 1 / (12 * 252);
const PULL_TO_LEVEL = 0.0015;

/** About normal, with a deviation of one. */
function bell(random: () => number): number {
  return (random() + random() + random() - 1.5) * 2;
}

/** FNV-1a of the symbol as the seed of a xorshift, both in 32 bits: the same walk on each machine. */
function seededRandom(symbol: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(symbol)) state = Math.imul(state ^ byte, 0x01000193);
  state = state === 0 ? 1 : state;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // Symbols that differ in their last letter start close to each other.
  for (let skipped = 0; skipped < 8; skipped++) next();
  return next;
}
