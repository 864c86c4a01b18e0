import type { Clock } from '../core/clock.ts';
import type { LearnedRate } from '../core/facts.ts';
import { createRateControl } from './learned-rate.ts';

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

/** One rate, one line and one pause for all that ask a source from the same address. */
export interface SharedRateLimiter {
  /** The limiter of one of them, with a ceiling and an end of its own. */
  join(member: Member): RateLimiter;
}

interface Member {
  /** Requests a second; 0 for no limit. A turn comes so long after the one before, whoever had that. */
  ceiling: number;
  /** No turn is given after this; milliseconds since 1970. */
  until: number;
}

export interface SharedRateLimiterConfig {
  /** Requests a second of all together; 0 for no limit. */
  ceiling: number;
  clock: Clock;
  /** What an earlier run learned; a number is a rate in requests a second. @default null */
  learned?: LearnedRate | number | null;
  /** The end of a pause that an earlier run began; milliseconds since 1970. @default null */
  notBefore?: number | null;
  /** From 0 to 1, so that runs side by side do not come back in step. */
  random: () => number;
  /**
   * Called with the rate when throttling begins (at once if an earlier run learned it), and with null when it is over:
   * when nothing has been refused for three minutes.
   */
  onThrottle?: (rate: number | null) => void;
}

export type RateLimiterConfig = SharedRateLimiterConfig & Member;

/** A limiter that nobody shares. */
export function createRateLimiter({ until, ...config }: RateLimiterConfig): RateLimiter {
  return createSharedRateLimiter(config).join({ ceiling: config.ceiling, until });
}

export function createSharedRateLimiter({
  ceiling,
  learned = null,
  notBefore = null,
  clock,
  random,
  onThrottle = () => {},
}: SharedRateLimiterConfig): SharedRateLimiter {
  const time = createElapsedTime(clock);
  const highest = ceilingOf(ceiling);
  const earlier = typeof learned === 'number' ? { rate: learned, refused: null } : learned;
  const control = createRateControl(highest, earlier && onElapsedTime(earlier, clock.now()), onThrottle);

  let lastInLine: Promise<unknown> = Promise.resolve();
  let lastTurn = Number.NEGATIVE_INFINITY;
  let pausedUntil = notBefore === null ? Number.NEGATIVE_INFINITY : notBefore - clock.now();
  /** Whether the limiter, and not the latency of the source, sets the pace. */
  let isBinding = true;
  let turnsSinceRefusal = 1;
  let refusingSince: number | null = null;
  /** Of the member that had the last turn. */
  let lastCeiling = highest;

  /** Waits for a turn, unless none comes before `end`. */
  async function takeTurn(own: number, end: number, signal: AbortSignal): Promise<boolean> {
    let hasWaited = false;
    for (;;) {
      signal.throwIfAborted();
      const now = time();
      const turn = Math.max(lastTurn + 1_000 / Math.min(control.rate, own), pausedUntil);
      if (Math.max(turn, now) > end) return false;
      if (turn <= now) {
        // A timer that fires late does not delay the turns after it.
        lastTurn = hasWaited ? turn : now;
        lastCeiling = own;
        isBinding = hasWaited;
        turnsSinceRefusal += 1;
        return true;
      }
      hasWaited = true;
      await clock.sleep(turn - now, signal);
    }
  }

  function answered(): void {
    refusingSince = null;
    control.answered(time(), turnsSinceRefusal > 0 && isBinding);
  }

  function refused(retryAfterMilliseconds: number | null): void {
    const now = time();
    // Requests that were in flight together are refused together: that is one refusal.
    if (turnsSinceRefusal > 0) {
      turnsSinceRefusal = 0;
      // Refusals with no answer in between tell how long to wait, not how fast to ask: one cut for all of them.
      // What the source has refused is the pace at which it was asked.
      if (refusingSince === null) control.refused(now, lastCeiling);
      refusingSince ??= now;
      const backoff = Math.max(FIRST_PAUSE_MILLISECONDS, PAUSE_SHARE * (now - refusingSince));
      const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, backoff) * (0.5 + random() / 2);
      pausedUntil = now + Math.ceil(retryAfterMilliseconds ?? pause);
    }
    if (retryAfterMilliseconds !== null) pausedUntil = Math.max(pausedUntil, now + retryAfterMilliseconds);
  }

  function join(member: Member): RateLimiter {
    const own = ceilingOf(member.ceiling);
    const end = time() + member.until - clock.now();
    let isOver = false;
    return {
      acquire(signal) {
        const turn = lastInLine.then(async () => {
          isOver ||= !(await takeTurn(own, end, signal));
          return !isOver;
        });
        lastInLine = turn.catch(() => undefined);
        return unlessAborted(turn, signal);
      },
      answered,
      refused,
      get isOver() {
        return isOver;
      },
      get rate() {
        const slower = Math.min(control.rate, own);
        return Number.isFinite(slower) ? slower : null;
      },
      get learned() {
        const { rate, refusal, hasLearned } = control;
        if (!hasLearned) return null;
        if (refusal === null || !Number.isFinite(refusal.rate)) return { rate, refused: null };
        return { rate, refused: { rate: refusal.rate, at: clock.now() + refusal.at - time() } };
      },
      get notBefore() {
        const left = pausedUntil - time();
        return left > 0 ? clock.now() + left : null;
      },
    };
  }

  return { join };
}

/** Elapsed time begins at 0: what an earlier run saw was before. */
function onElapsedTime({ rate, refused }: LearnedRate, now: number): LearnedRate {
  return { rate, refused: refused && { rate: refused.rate, at: Math.min(0, refused.at - now) } };
}

function ceilingOf(requestsPerSecond: number): number {
  return requestsPerSecond === 0 ? Number.POSITIVE_INFINITY : requestsPerSecond;
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
