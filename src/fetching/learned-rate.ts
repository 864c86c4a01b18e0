import type { LearnedRate } from '../core/facts.ts';

/** Requests a second that the first refusal cuts where no ceiling is given. */
const ASSUMED_CEILING = 4;
/** A refusal does not lower the rate below this, or below the given ceiling if that is lower. */
const LOWEST_RATE = 1;
/** With 0.7 or 0.8 the goodput at ceilings of 2 to 8 requests a second was the same or up to 0.03 lower. */
const CUT = 0.75;
/** Requests a second that an answer adds below `NEAR` of the refused rate, or while no refused rate is known. */
const FAST_RAISE = 0.15;
/** The same above it. A source of 2 requests a second refuses 2.4 to 4.2 % so, and 3.2 to 4.8 % with 0.005. */
const SLOW_RAISE = 0.003;
const NEAR = 0.9;
/** Answers between two refusals from which their throughput is taken for the ceiling of the source. */
const MEASURABLE_ANSWERS = 10;
/** A refused rate is forgotten after this, so that a lifted limit is found. Real limits refuse every half minute. */
const MEMORY_MILLISECONDS = 180_000;

/** Requests a second, found from the answers and refusals of a source. All times are milliseconds of one clock. */
export interface RateControl {
  /** Infinite without a limit. */
  readonly rate: number;
  /** The rate that was refused, and when; null if none was, or that was long ago. */
  readonly refusal: Readonly<Refusal> | null;
  /** Whether anything was learned that the next run should know. */
  readonly hasLearned: boolean;
  /** @param isBinding whether the rate, and not the latency of the source, set the pace. */
  answered(now: number, isBinding: boolean): void;
  /** Cuts the rate. @param asked the rate at which the source was asked, if that is lower. */
  refused(now: number, asked: number): void;
}

interface Refusal {
  rate: number;
  at: number;
}

/**
 * Cuts the rate on a refusal, comes back quickly to just below the refused rate, and passes that slowly.
 *
 * @param highest requests a second; infinite without a limit.
 * @param learned by an earlier run; its refusal is on the clock of `now`.
 * @param onThrottle called with the rate when throttling begins, and with null when nothing was refused for three minutes.
 */
export function createRateControl(
  highest: number,
  learned: LearnedRate | null,
  onThrottle: (rate: number | null) => void,
): RateControl {
  const lowest = Math.min(highest, LOWEST_RATE);
  let rate = Math.min(highest, learned?.rate ?? highest);
  let refusal: Refusal | null = learned?.refused ?? null;
  let measured = { answers: 0, since: 0 };
  if (refusal) onThrottle(rate);
  return {
    get rate() {
      return rate;
    },
    get refusal() {
      return refusal;
    },
    get hasLearned() {
      return Number.isFinite(rate) && (refusal !== null || rate !== highest);
    },
    answered(now, isBinding) {
      measured.answers += 1;
      if (refusal && now - refusal.at > MEMORY_MILLISECONDS) {
        refusal = null;
        onThrottle(null);
      }
      if (!isBinding) return;
      const near = refusal === null ? Number.POSITIVE_INFINITY : NEAR * refusal.rate;
      rate = Math.min(highest, rate < near ? Math.min(near, rate + FAST_RAISE) : rate + SLOW_RAISE);
    },
    refused(now, asked) {
      rate = Math.min(rate, asked);
      const throughput = (measured.answers / (now - measured.since)) * 1_000;
      const isMeasured = refusal !== null && measured.answers >= MEASURABLE_ANSWERS;
      const isFirst = refusal === null;
      // A source that allows bursts refuses late, at a rate above its ceiling; what it answered meanwhile is the ceiling.
      refusal = { rate: isMeasured ? Math.min(rate, throughput / NEAR) : rate, at: now };
      measured = { answers: 0, since: now };
      const cut = CUT * (Number.isFinite(rate) ? rate : ASSUMED_CEILING);
      rate = Math.min(rate, Math.max(lowest, cut));
      if (isFirst) onThrottle(rate);
    },
  };
}
