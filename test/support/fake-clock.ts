import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/core/clock.ts';
import { openCompressions } from './open-compressions.ts';

export interface FakeClock extends Clock {
  /** Lets that much time pass; who waits is woken in the order of their times. */
  advance(milliseconds: number): Promise<void>;
  /** Turns time from one wait to the next until the promise is settled. */
  settle<Value>(promise: Promise<Value>): Promise<Value>;
  /** How many wait. */
  readonly waiting: number;
}

interface Wait {
  due: number;
  wake(): void;
}

/** Time that stands still until a test turns it, by whole milliseconds as a real clock's. */
export function createFakeClock(start = Date.parse('2026-11-24T17:00:00.000Z')): FakeClock {
  let now = start;
  const waits = new Set<Wait>();
  const next = () =>
    [...waits].reduce<Wait | null>((first, wait) => (first && first.due <= wait.due ? first : wait), null);
  const wakeNext = async (wait: Wait) => {
    waits.delete(wait);
    now = Math.max(now, wait.due);
    wait.wake();
    await everybodyRan();
  };

  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          waits.delete(wait);
          reject(signal?.reason);
        };
        const wake = () => {
          // A signal that serves a whole run would gather its listeners, and compares each new one with all of them.
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const wait = { due: Math.ceil(now + milliseconds), wake };
        waits.add(wait);
        signal?.addEventListener('abort', stop);
      });
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await everybodyRan();
      for (let wait = next(); wait && wait.due <= until; wait = next()) await wakeNext(wait);
      now = until;
    },
    async settle(promise) {
      let settled = false;
      const noted = promise.finally(() => {
        settled = true;
      });
      noted.catch(() => undefined);
      await everybodyRan();
      while (!settled) {
        const wait = next();
        if (!wait) throw new Error('Nobody waits for the time, and the promise is not settled');
        await wakeNext(wait);
      }
      return noted;
    },
    get waiting() {
      return waits.size;
    },
  };
}

/** Whoever was woken has run as far as it can; the rounds are for chains through streams and abort signals. */
async function everybodyRan(): Promise<void> {
  do {
    for (let round = 0; round < 3; round++) await setImmediate();
  } while (openCompressions() > 0);
}
