import { expect, test } from 'vitest';
import { rateLimitWait } from '../../src/github/rate-limit.ts';
import { NOON } from '../support/job-fixtures.ts';

const reset = (seconds: number) => String(NOON / 1_000 + seconds);
const spent = (seconds: number) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(seconds) });
const date = (milliseconds: number) => new Date(NOON + milliseconds).toUTCString();
const HOUR = 3_600_000;

test.each<[string, number, Record<string, string>, string, number | null]>([
  ['a missing permission', 403, { 'x-ratelimit-remaining': '4999' }, 'Resource not accessible', null],
  ['a missing permission without headers', 403, {}, 'Resource not accessible by integration', null],
  ['an unknown repository on the last request', 404, spent(60), 'Not Found', null],
  ['a wrong token', 401, spent(60), 'Bad credentials', null],
  ['a spent limit', 403, spent(600), 'Resource not accessible by integration', 601_000],
  ['a spent limit as 429', 429, spent(600), '', 601_000],
  ['a limit that its message names', 403, {}, 'API rate limit exceeded for installation ID 1', 60_000],
  ['a secondary limit that its message names', 403, {}, 'You have exceeded a secondary rate limit', 60_000],
  ['a secondary limit of the older form', 403, {}, 'You have triggered an abuse detection mechanism', 60_000],
  ['429 without headers', 429, {}, '', 60_000],
  ['retry-after in seconds', 403, { 'retry-after': '30' }, '', 30_000],
  ['retry-after as a date', 429, { 'retry-after': date(90_000) }, '', 90_000],
  ['retry-after before a reset', 403, { 'retry-after': '30', ...spent(600) }, '', 30_000],
  ['a retry-after of nothing', 429, { 'retry-after': '0' }, '', 1_000],
  ['a retry-after in the past', 429, { 'retry-after': date(-HOUR) }, '', 1_000],
  ['a garbage retry-after beside a reset', 403, { 'retry-after': 'soon', ...spent(600) }, '', 601_000],
  ['a negative retry-after', 403, { 'retry-after': '-5' }, '', 60_000],
  ['a retry-after of centuries', 429, { 'retry-after': '99999999999999999999' }, '', 60_000],
  ['a reset in the past', 403, spent(-600), '', 1_000],
  [
    'a reset of no number',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'apples 2099' },
    '',
    60_000,
  ],
  [
    'a reset in milliseconds',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOON}` },
    '',
    60_000,
  ],
  ['no reset', 403, { 'x-ratelimit-remaining': '0' }, '', 60_000],
  ['a reset of a limit that is not spent', 429, { ...spent(600), 'x-ratelimit-remaining': '7' }, '', 60_000],
  ['a runner an hour behind', 403, { ...spent(HOUR / 1_000 + 60), date: date(HOUR) }, '', 61_000],
  ['a runner an hour ahead', 403, { ...spent(60 - HOUR / 1_000), date: date(-HOUR) }, '', 61_000],
  ['a garbage date', 403, { ...spent(60), date: 'today' }, '', 61_000],
])('%s (HTTP %i)', (_, status, headers, message, wait) => {
  expect(rateLimitWait({ status, headers, message }, NOON)).toBe(wait);
});
