import type { Clock } from '../core/clock.ts';

/** Where there is no ceiling, the first refusal brings one. */
const RATE_AFTER_FIRST_REFUSAL = 4;
const LOWEST_RATE = 0.5;
/** Requests a second that each answer adds, until the ceiling is reached again. */
const RAISE = 0.05;
const FIRST_PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 120_000;

/** How fast the source may be asked: halved when it refuses, raised slowly while it answers. */
export interface RateLimiter {
  /** Waits for a turn. False, at once, if none comes before `until`. Rejects with the reason of the signal. */
  acquire(signal: AbortSignal): Promise<boolean>;
  answered(): void;
  /** The source turned a request away, and said when to come back or not. */
  refused(retryAfterMilliseconds: number | null): void;
  /** Requests a second at the moment; null without a limit. */
  readonly rate: number | null;
  /** The source does not want to be asked before; milliseconds since 1970, or null. */
  readonly notBefore: number | null;
}

export interface RateLimiterConfig {
  /** Requests a second; 0 for no limit. */
  ceiling: number;
  clock: Clock;
  /** What an earlier run has learned, in requests a second; null if nothing. */
  learned?: number | null;
  /** No turn is given after this; milliseconds since 1970. */
  until: number;
  /** From 0 to 1, so that runs side by side do not come back in step. */
  random: () => number;
}

export function createRateLimiter({
  ceiling,
  learned = null,
  clock,
  until,
  random,
}: RateLimiterConfig): RateLimiter {
  const highest = ceiling === 0 ? Number.POSITIVE_INFINITY : ceiling;
  let rate = Math.min(highest, learned ?? highest);
  let nextTurn = 0;
  let pausedUntil = 0;
  let refusals = 0;

  return {
    async acquire(signal) {
      for (;;) {
        const now = clock.now();
        const turn = Math.max(now, nextTurn, pausedUntil);
        if (turn > until) return false;
        nextTurn = turn + 1_000 / rate;
        if (turn > now) await clock.sleep(turn - now, signal);
        signal.throwIfAborted();
        // A refusal may have come in meanwhile, and holds for those who were waiting too.
        if (pausedUntil <= clock.now()) return true;
      }
    },
    answered() {
      refusals = 0;
      if (rate < highest) rate = Math.min(highest, rate + RAISE);
    },
    refused(retryAfterMilliseconds) {
      const now = clock.now();
      // Requests that were under way together are refused together: that is one refusal.
      if (now < pausedUntil && retryAfterMilliseconds === null) return;
      if (now >= pausedUntil) {
        refusals += 1;
        rate = Math.max(LOWEST_RATE, Math.min(rate, 2 * RATE_AFTER_FIRST_REFUSAL) / 2);
      }
      const backoff = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** (refusals - 1));
      const pause = retryAfterMilliseconds ?? backoff * (0.5 + random() / 2);
      pausedUntil = Math.max(pausedUntil, now + Math.ceil(pause));
    },
    get rate() {
      return Number.isFinite(rate) ? rate : null;
    },
    get notBefore() {
      return pausedUntil > clock.now() ? pausedUntil : null;
    },
  };
}
