import type { Clock } from '../core/clock.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { SourceHealth } from './source-health.ts';

/** How long the breaker stays open when the source does not say when to come back. */
const COOLDOWN_MILLISECONDS = 300_000;

/**
 * Ends a run early when the source answers nobody. It counts tickers, not attempts, and sends one probe before it
 * opens: if the probe is answered, the source works and the tickers were the cause. If there is no time left for a
 * probe, it stays closed and the run ends for lack of time.
 */
export interface Breaker {
  readonly open: boolean;
  /** When the chain may go on; milliseconds since 1970, null while closed. */
  readonly notBefore: number | null;
  /** Before another batch is taken. Never rejects. */
  check(signal: AbortSignal): Promise<void>;
}

export function createBreaker(health: SourceHealth, limiter: RateLimiter, clock: Clock): Breaker {
  let notBefore: number | null = null;
  let trial: Promise<void> | null = null;
  const probe = async (signal: AbortSignal) => {
    try {
      if (!(await limiter.acquire(signal))) return;
      if (await health.probe('', signal)) return;
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    notBefore = Math.max(limiter.notBefore ?? 0, clock.now() + COOLDOWN_MILLISECONDS);
  };
  return {
    get open() {
      return notBefore !== null;
    },
    get notBefore() {
      return notBefore;
    },
    async check(signal) {
      if (notBefore !== null || !health.silent) return;
      trial ??= probe(signal).finally(() => {
        trial = null;
      });
      await trial;
    },
  };
}
