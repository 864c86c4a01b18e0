import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../src/sources/retry-after.ts';

const now = new Date('2026-11-24T12:00:00Z');

test.each([
  ['30', 30_000],
  ['0', 0],
  [' 5 ', 5000],
  ['86400', 3_600_000],
  ['99999999999999999999', 3_600_000],
  ['Tue, 24 Nov 2026 12:01:00 GMT', 60_000],
  ['Wed, 25 Nov 2026 12:00:00 GMT', 3_600_000],
  ['Tue, 24 Nov 2026 11:59:00 GMT', null],
  ['-5', null],
  ['1.5', null],
  ['apples 2099', null],
  ['Tue, 99 Nov 2026 12:01:00 GMT', null],
  ['', null],
  [null, null],
])('Retry-After %j is a wait of %j ms', (header, milliseconds) => {
  expect(parseRetryAfter(header, now)).toBe(milliseconds);
});
