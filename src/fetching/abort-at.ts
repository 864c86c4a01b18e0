import type { Clock } from '../core/clock.ts';

/** A signal that is aborted at a time (milliseconds since 1970), unless it is cleared before. */
export function abortAt(time: number, clock: Clock): { signal: AbortSignal; clear(): void } {
  const late = new AbortController();
  const cleared = new AbortController();
  clock.sleep(Math.max(0, time - clock.now()), cleared.signal).then(
    () => late.abort(new Error('The time of this run is over')),
    () => undefined,
  );
  return { signal: late.signal, clear: () => cleared.abort() };
}
