import { isJump } from './find-jumps.ts';
import type { Issue, TickerDocument } from './ticker-document.ts';

/**
 * Yahoo multiplies the closes before a dividend by 1 − dividend ÷ previous close, in 32-bit floats that are rounded
 * after each step. Right ones deviate by 4.2e-7 at most over some years, known wrong ones by 3e-3 and more.
 */
const TOLERANCE = 1e-6;

/** Each later dividend may round a price by half a unit in its last place. */
const ROUNDING = 2 ** -24;

type Priced = Pick<TickerDocument, 'dates' | 'close' | 'adjClose' | 'dividends' | 'capitalGains'>;

/**
 * Where the adjusted closes leave what the dividends and capital gains explain. From the newest row back the factor
 * adjClose ÷ close may change at an ex-date only, and there by the dividend. One note for each change that does not
 * fit, at the row after it; not where the close before an ex-date is not known, and not where a close jumped a
 * hundredfold, which is said by that.
 *
 * @param missing dates of sessions without a row
 */
export function findMismatchedDividends(
  { dates, close, adjClose, ...paid }: Priced,
  missing: readonly string[],
): Issue[] {
  const payments = [...paid.dividends, ...(paid.capitalGains ?? [])].sort((a, b) =>
    a.date < b.date ? 1 : -1,
  );
  const issues: Issue[] = [];
  let next = 0;
  let later: { price: number; factor: number; date: string } | null = null;
  let [byProduct, bySum, isCertain] = [1, 1, true];
  for (let row = dates.length - 1; row >= 0; row--) {
    const [price, adjusted, date] = [close[row] ?? null, adjClose[row] ?? null, dates[row] ?? ''];
    if (price === null) isCertain = false;
    if (price === null) continue;
    for (; (payments[next]?.date ?? '') > date; next++) {
      const share = (payments[next]?.amount ?? 0) / price;
      byProduct = Math.fround(byProduct * Math.fround(1 - share));
      bySum -= share;
    }
    if (adjusted === null) continue;
    const factor = Math.fround(adjusted) / Math.fround(price);
    if (later !== null && isCertain && !isJump(later.price / price)) {
      const expected = later.factor;
      const tolerance = (TOLERANCE + next * ROUNDING) * Math.abs(factor);
      // What is paid on one day may be taken off at once or one after the other.
      const fits = [byProduct, bySum].some((change) => Math.abs(factor - expected * change) <= tolerance);
      const until = later.date;
      if (!fits && !missing.some((one) => one > date && one < until)) {
        issues.push({ kind: 'dividend-mismatch', date: until, column: 'adjClose' });
      }
    }
    later = { price, factor, date };
    [byProduct, bySum, isCertain] = [1, 1, true];
  }
  return issues;
}
