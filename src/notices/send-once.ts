import type { Clock } from '../core/clock.ts';

/** What notices need of the outside. */
export interface NoticePorts {
  fetch: typeof fetch;
  clock: Clock;
  /** From 0 to 1. */
  random(): number;
  /** Ends the delivery: the run is cancelled. */
  signal?: AbortSignal | undefined;
}

/** What one request came to. `status` is null if no answer came. */
export type Attempt =
  | { delivered: true; status: number }
  | {
      delivered: false;
      status: number | null;
      reason: string;
      retryable: boolean;
      retryAfterMilliseconds: number;
    };

/**
 * Sends a request once. Follows no redirect and reads no body: an error page often repeats the path of the request,
 * which is a secret here. Never rejects, and is done after `milliseconds` even if `fetch` is not.
 */
export async function sendOnce(
  url: string,
  request: RequestInit,
  milliseconds: number,
  { fetch, clock, signal }: NoticePorts,
): Promise<Attempt> {
  const done = new AbortController();
  const timeUp = clock
    .sleep(milliseconds, AbortSignal.any([done.signal, ...(signal ? [signal] : [])]))
    .then(() => failed(`no answer in ${Math.ceil(milliseconds / 1_000)} s`, true));
  try {
    signal?.throwIfAborted();
    const answer = fetch(url, { ...request, redirect: 'manual', signal: done.signal });
    return await Promise.race([answer.then((response) => toAttempt(response, clock.now())), timeUp]);
  } catch (error) {
    return signal?.aborted ? failed('the run was stopped', false) : failed(connectionProblem(error), true);
  } finally {
    // Closes the connection too, so that a body without an end ends.
    done.abort();
    timeUp.catch(() => undefined);
  }
}

function failed(reason: string, retryable: boolean): Attempt {
  return { delivered: false, status: null, reason, retryable, retryAfterMilliseconds: 0 };
}

function toAttempt({ status, headers }: Response, now: number): Attempt {
  if (status >= 200 && status < 300) return { delivered: true, status };
  const retryAfterMilliseconds = retryAfter(headers.get('retry-after'), now);
  const retryable = status >= 500 || RETRYABLE.has(status);
  const wait =
    retryable && retryAfterMilliseconds > 0
      ? `, to be asked again in ${retryAfterMilliseconds / 1_000} s`
      : '';
  return { delivered: false, status, reason: reasonOf(status) + wait, retryable, retryAfterMilliseconds };
}

/** Request time-out, too early, too many requests. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429]);

function reasonOf(status: number): string {
  if (status === 410) return 'answered 410: the address is gone, remove it';
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed`;
  return `answered ${status}`;
}

/** Seconds (Discord gives fractions) or an HTTP date; 0 for none. */
function retryAfter(header: string | null, now: number): number {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  return text.endsWith('GMT') ? Math.max(0, Date.parse(text) - now) || 0 : 0;
}

/** The system's code alone: a message may hold the URL. */
function connectionProblem(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? `no connection (${code})` : 'no connection';
}
