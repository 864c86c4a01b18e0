import type { Clock } from '../core/clock.ts';
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
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 120_000;
/**
 * A pause lasts this share of the time for which the source has refused everything. With 1, which doubles the pauses,
 * 6 of 500 chains against 40 % random refusals took longer than 120 s (up to 157 s); with 0.5 none did (up to 106 s).
 */
const PAUSE_SHARE = 0.5;

/** How fast the source may be asked: finds its ceiling and stays just below it. */
export interface RateLimiter {
  /**
   * Waits for a turn; turns are given in the order of the calls. Resolves to false as soon as it is known that no turn
   * comes before `until`. Rejects with the reason of the signal.
   */
  acquire(signal: AbortSignal): Promise<boolean>;
  answered(): void;
  /** The source refused a request. `retryAfterMilliseconds`: how long it asked to wait; null if it did not say. */
  refused(retryAfterMilliseconds: number | null): void;
  /** Whether `acquire` has resolved to false: it does so from then on. */
  readonly isOver: boolean;
  /** Requests a second at the moment; null without a limit. */
  readonly rate: number | null;
  /** What the next run should know; null if nothing was learned. */
  readonly learned: LearnedRate | null;
  /** The end of the current pause; milliseconds since 1970, null if there is none. */
  readonly notBefore: number | null;
}

export interface RateLimiterConfig {
  /** Requests a second; 0 for no limit. */
  ceiling: number;
  clock: Clock;
  /** What an earlier run learned; a number is a rate in requests a second. @default null */
  learned?: LearnedRate | number | null;
  /** The end of a pause that an earlier run began; milliseconds since 1970. @default null */
  notBefore?: number | null;
  /** No turn is given after this; milliseconds since 1970. */
  until: number;
  /** From 0 to 1, so that runs side by side do not come back in step. */
  random: () => number;
  /**
   * Called with the rate when throttling begins (at once if an earlier run learned it), and with null when it is over:
   * when nothing has been refused for three minutes.
   */
  onThrottle?: (rate: number | null) => void;
}

export function createRateLimiter({
  ceiling,
  learned = null,
  notBefore = null,
  clock,
  until,
  random,
  onThrottle = () => {},
}: RateLimiterConfig): RateLimiter {
  const time = createElapsedTime(clock);
  const end = until - clock.now();
  const highest = ceiling === 0 ? Number.POSITIVE_INFINITY : ceiling;
  const lowest = Math.min(highest, LOWEST_RATE);
  const earlier = typeof learned === 'number' ? { rate: learned, refused: null } : learned;

  let rate = Math.min(highest, earlier?.rate ?? highest);
  let refusal = earlier?.refused
    ? { rate: earlier.refused.rate, at: Math.min(0, earlier.refused.at - clock.now()) }
    : null;
  let lastInLine: Promise<unknown> = Promise.resolve();
  let lastTurn = Number.NEGATIVE_INFINITY;
  let pausedUntil = notBefore === null ? Number.NEGATIVE_INFINITY : notBefore - clock.now();
  /** Whether the limiter, and not the latency of the source, sets the pace. */
  let isBinding = true;
  let turnsSinceRefusal = 1;
  let refusingSince: number | null = null;
  let measured = { answers: 0, since: 0 };
  let isOver = false;

  async function takeTurn(signal: AbortSignal): Promise<boolean> {
    let hasWaited = false;
    for (;;) {
      signal.throwIfAborted();
      const now = time();
      const turn = Math.max(lastTurn + 1_000 / rate, pausedUntil);
      isOver ||= Math.max(turn, now) > end;
      if (isOver) return false;
      if (turn <= now) {
        // A timer that fires late does not delay the turns after it.
        lastTurn = hasWaited ? turn : now;
        isBinding = hasWaited;
        turnsSinceRefusal += 1;
        return true;
      }
      hasWaited = true;
      await clock.sleep(turn - now, signal);
    }
  }

  function rememberRefusal(now: number): void {
    const throughput = (measured.answers / (now - measured.since)) * 1_000;
    const isMeasured = refusal !== null && measured.answers >= MEASURABLE_ANSWERS;
    // A source that allows bursts refuses late, at a rate above its ceiling; what it answered meanwhile is the ceiling.
    const refusedRate = isMeasured ? Math.min(rate, throughput / NEAR) : rate;
    const isFirst = refusal === null;
    refusal = { rate: refusedRate, at: now };
    measured = { answers: 0, since: now };
    const cut = CUT * (Number.isFinite(rate) ? rate : ASSUMED_CEILING);
    rate = Math.min(rate, Math.max(lowest, cut));
    if (isFirst) onThrottle(rate);
  }

  function raise(): void {
    const near = refusal === null ? Number.POSITIVE_INFINITY : NEAR * refusal.rate;
    const raised = rate < near ? Math.min(near, rate + FAST_RAISE) : rate + SLOW_RAISE;
    rate = Math.min(highest, raised);
  }

  if (refusal) onThrottle(rate);
  return {
    acquire(signal) {
      const turn = lastInLine.then(() => takeTurn(signal));
      lastInLine = turn.catch(() => undefined);
      return unlessAborted(turn, signal);
    },
    answered() {
      refusingSince = null;
      measured.answers += 1;
      if (refusal && time() - refusal.at > MEMORY_MILLISECONDS) {
        refusal = null;
        onThrottle(null);
      }
      if (turnsSinceRefusal > 0 && isBinding) raise();
    },
    refused(retryAfterMilliseconds) {
      const now = time();
      // Requests that were in flight together are refused together: that is one refusal.
      if (turnsSinceRefusal > 0) {
        turnsSinceRefusal = 0;
        // Refusals with no answer in between tell how long to wait, not how fast to ask: one cut for all of them.
        if (refusingSince === null) rememberRefusal(now);
        refusingSince ??= now;
        const backoff = Math.max(FIRST_PAUSE_MILLISECONDS, PAUSE_SHARE * (now - refusingSince));
        const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, backoff) * (0.5 + random() / 2);
        pausedUntil = now + Math.ceil(retryAfterMilliseconds ?? pause);
      }
      if (retryAfterMilliseconds !== null) pausedUntil = Math.max(pausedUntil, now + retryAfterMilliseconds);
    },
    get isOver() {
      return isOver;
    },
    get rate() {
      return Number.isFinite(rate) ? rate : null;
    },
    get learned() {
      if (!Number.isFinite(rate) || (refusal === null && rate === highest)) return null;
      if (refusal === null || !Number.isFinite(refusal.rate)) return { rate, refused: null };
      return { rate, refused: { rate: refusal.rate, at: clock.now() + refusal.at - time() } };
    },
    get notBefore() {
      const left = pausedUntil - time();
      return left > 0 ? clock.now() + left : null;
    },
  };
}

/** Milliseconds since the call. A clock that is set back, as NTP does, does not prolong a pause. */
function createElapsedTime(clock: Clock): () => number {
  let elapsed = 0;
  let seen = clock.now();
  return () => {
    const now = clock.now();
    elapsed += Math.max(0, now - seen);
    seen = now;
    return elapsed;
  };
}

function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
