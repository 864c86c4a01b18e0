import type { Session } from '../../core/us-calendar.ts';

/** A made-up history, one entry per session, adjusted for splits as Yahoo's are. */
export interface Walk {
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
  /** Session index → what is paid per share on that ex-date. */
  dividends: Map<number, number>;
  /** Session index → new shares for one old. */
  splits: Map<number, number>;
}

/**
 * Walks a symbol's price through the sessions. Only the symbol and the number of sessions before decide about a day, so
 * a longer walk repeats a shorter one. The logarithm of the price is drawn back to its level: after thirty years it is
 * still a price that one could believe.
 */
export function walkPrices(symbol: string, sessions: readonly Session[], paysDividends: boolean): Walk {
  const random = seededRandom(symbol);
  const level = Math.log(8 + 300 * random() ** 2);
  const volatility = 0.008 + 0.02 * random();
  const usualVolume = 200_000 + 20_000_000 * random() ** 3;
  const quarterlyYield = 0.002 + 0.008 * random();
  const payer = paysDividends && random() < SHARE_OF_PAYERS;
  const firstPayingMonth = Math.floor(random() * 3);

  const walk: Walk = {
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
    dividends: new Map(),
    splits: new Map(),
  };
  let logarithm = level;
  let lastPaid = -1;
  sessions.forEach((session, index) => {
    const opening = logarithm + volatility * 0.3 * bell(random);
    logarithm += volatility * bell(random) - PULL_TO_LEVEL * (logarithm - level);
    const open = inCents(Math.exp(opening));
    const close = inCents(Math.exp(logarithm));
    walk.open.push(open);
    walk.close.push(close);
    walk.high.push(inCents(Math.max(open, close) * (1 + volatility * 0.5 * random())));
    walk.low.push(inCents(Math.min(open, close) * (1 - volatility * 0.5 * random())));
    walk.volume.push(Math.round(usualVolume * (0.5 + random())));
    // Drawn in each session, whether used or not, so that nothing else depends on what came of it.
    const splitDraw = random();
    if (paysDividends && splitDraw < SPLITS_PER_SESSION)
      walk.splits.set(index, splitDraw < SPLITS_PER_SESSION / 2 ? 2 : 4);
    const due = session.month % 3 === firstPayingMonth && session.day >= 10 && session.month !== lastPaid;
    if (payer && index > 0 && due) {
      lastPaid = session.month;
      walk.dividends.set(index, Math.max(0.01, Math.round(close * quarterlyYield * 100) / 100));
    }
  });
  return walk;
}

/** Closes with each dividend taken off all that lies before it, in the share of the price that it was. */
export function adjustForDividends({ close, dividends }: Walk): number[] {
  const adjusted: number[] = new Array(close.length);
  let factor = 1;
  for (let index = close.length - 1; index >= 0; index--) {
    adjusted[index] = Math.fround((close[index] ?? 0) * factor);
    const amount = dividends.get(index);
    if (amount !== undefined) factor *= 1 - amount / (close[index - 1] ?? amount);
  }
  return adjusted;
}

const SHARE_OF_PAYERS = 0.6;
/** One in twelve years. */
const SPLITS_PER_SESSION = 1 / (12 * 252);
const PULL_TO_LEVEL = 0.0015;

/** Whole cents in a 32-bit float, which is what Yahoo's prices are. */
function inCents(price: number): number {
  return Math.fround(Math.max(1, Math.round(price * 100)) / 100);
}

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
