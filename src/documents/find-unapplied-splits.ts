import type { Issue, TickerDocument } from './ticker-document.ts';

/**
 * yfinance's measure of a split that the earlier prices do not show (`_fix_prices_sudden_change`, 0.2): the change of
 * that day must be larger than 1 + ((ratio − 1) + 5σ) × 0.6, σ being the deviation of the day changes that lie within
 * 1.5 interquartile ranges. A ratio within 5σ of an ordinary day is indistinguishable from one.
 */
const DEVIATIONS = 5;
const SHARE_OF_SPLIT = 0.6;
const USUAL_RANGES = 1.5;

type Split = TickerDocument['splits'][number];

/** Splits after which the price falls by about their ratio, as if the rows before had not been divided. */
export function findUnappliedSplits({
  dates,
  close,
  splits,
}: Pick<TickerDocument, 'dates' | 'close' | 'splits'>): Issue[] {
  if (splits.length === 0) return [];
  const ordinary: number[] = [];
  const found: Array<{ split: Split; ratio: number }> = [];
  const ascending = splits.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  let next = 0;
  let before: number | null = null;
  for (const [row, price] of close.entries()) {
    if (price === null) continue;
    const ratio = before === null ? null : price / before;
    let isOrdinary = ratio !== null;
    for (let split = ascending[next]; split && split.date <= (dates[row] ?? ''); split = ascending[++next]) {
      if (ratio !== null) found.push({ split, ratio });
      isOrdinary = false;
    }
    if (isOrdinary && ratio !== null) ordinary.push(ratio);
    before = price;
  }
  const noise = DEVIATIONS * usualDeviation(ordinary);
  return found
    .filter(({ split, ratio }) => isUnapplied(split, ratio, noise))
    .map(({ split: { date, numerator, denominator } }) => {
      return { kind: 'split-not-applied', date, column: 'splits', value: `${numerator}/${denominator}` };
    });
}

function isUnapplied({ numerator, denominator }: Split, change: number, noise: number): boolean {
  const ratio = numerator / denominator;
  // A reverse split that was not applied lets the price rise; both are looked at as a fall.
  const [size, fall] = ratio >= 1 ? [ratio, 1 / change] : [1 / ratio, change];
  return size - 1 > noise && fall > 1 + (size - 1 + noise) * SHARE_OF_SPLIT;
}

function usualDeviation(ratios: readonly number[]): number {
  const sorted = Float64Array.from(ratios).sort();
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = (upper - lower) * USUAL_RANGES;
  const usual = sorted.filter((ratio) => ratio >= lower - reach && ratio <= upper + reach);
  if (usual.length === 0) return 0;
  const mean = usual.reduce((sum, ratio) => sum + ratio, 0) / usual.length;
  return Math.sqrt(usual.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / usual.length);
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
