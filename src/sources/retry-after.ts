/**
 * What a `Retry-After` header asks for, in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3), at most an hour.
 * null for none, for a date that has passed, and for anything else.
 */
export function parseRetryAfter(header: string | null, now: Date): number | null {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, LONGEST_MILLISECONDS);
  if (!HTTP_DATE.test(value)) return null;
  const wait = Date.parse(value) - now.getTime();
  return wait >= 0 ? Math.min(wait, LONGEST_MILLISECONDS) : null;
}

/** A longer wait is left to the watchdog, which asks again by itself. */
const LONGEST_MILLISECONDS = 3_600_000;

/** `Date.parse` alone takes "apples 2099" for the first day of that year. */
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
