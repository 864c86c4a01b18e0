/** What GitHub answered with a status of 400 or more. */
export interface RefusedResponse {
  status: number;
  /** By names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  message: string;
}

/** GitHub's documentation: without a usable header, wait at least a minute. */
const UNKNOWN_WAIT_MILLISECONDS = 60_000;
/** GitHub's windows last an hour; what ends later than a day from now is no time of GitHub's. */
const LONGEST_WINDOW_MILLISECONDS = 86_400_000;
/** A limit that is said to be over already is asked again after this, not at once. */
const SHORTEST_WAIT_MILLISECONDS = 1_000;

/** `Date.parse` alone takes "apples 2099" for the first day of that year. */
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds until GitHub takes requests again, if the response is a rate limit; null if it is a refusal of another
 * kind. A primary limit is a 403 or 429 with `x-ratelimit-remaining: 0`, over at `x-ratelimit-reset`; a secondary limit is a 403
 * or 429 with `retry-after`, or only says so in its message.
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api)
 *
 * @param now milliseconds since 1970; the response's own `date` is preferred, since a runner's clock may be wrong.
 */
export function rateLimitWait({ status, headers, message }: RefusedResponse, now: number): number | null {
  const date = httpDate(headers.date) ?? now;
  const retryAfter = retryAfterMilliseconds(headers['retry-after'], date);
  const isSpent = /^\s*0+\s*$/.test(headers['x-ratelimit-remaining'] ?? '');
  const isLimit =
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined || isSpent || /rate limit|abuse detection/i.test(message)));
  if (!isLimit) return null;
  if (retryAfter !== null) return retryAfter;
  const reset = isSpent ? untilReset(headers['x-ratelimit-reset'], date) : null;
  return reset ?? UNKNOWN_WAIT_MILLISECONDS;
}

function retryAfterMilliseconds(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : (httpDate(text) ?? Number.NaN) - now;
  return bounded(wait);
}

/** The reset is in whole seconds: one more, so that the window is over. */
function untilReset(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  return /^\d+$/.test(text) ? bounded(Number(text) * 1_000 + 1_000 - now) : null;
}

function bounded(wait: number): number | null {
  if (!(wait <= LONGEST_WINDOW_MILLISECONDS)) return null;
  return Math.max(wait, SHORTEST_WAIT_MILLISECONDS);
}

function httpDate(text: string | undefined): number | null {
  return text !== undefined && HTTP_DATE.test(text) ? Date.parse(text) : null;
}
