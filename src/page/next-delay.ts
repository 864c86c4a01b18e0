const LONGEST_SECONDS = 60;

/** Seconds until the API is asked again: doubled with each failure in a row, and never sooner than it asked for. */
export function nextDelay(seconds: number, failures: number, retryAfterSeconds: number | null): number {
  const backedOff =
    failures === 0 ? seconds : Math.min(Math.max(LONGEST_SECONDS, seconds), seconds * 2 ** failures);
  return Math.max(backedOff, retryAfterSeconds ?? 0);
}
