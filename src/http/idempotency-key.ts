import { Problem } from './problem.ts';

/** The `Idempotency-Key` of a request, apart for each path; null if there is none. @throws {Problem} 400. */
export function idempotencyKey({ headers, url }: Request): string | null {
  const key = headers.get('idempotency-key');
  if (key === null) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return `${new URL(url).pathname} ${key}`;
  const message = 'must be 1 to 255 printable characters without spaces';
  throw new Problem('invalid-field', `Idempotency-Key ${message}.`, {
    issues: [{ path: 'Idempotency-Key', message }],
  });
}
