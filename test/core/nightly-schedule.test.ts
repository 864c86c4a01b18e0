import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NIGHTLY, nextNightly, nightlyDue, nightlyState } from '../../src/core/nightly-schedule.ts';
import { lastSession } from '../../src/core/us-calendar.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';

test.each([
  ['a morning', '2026-11-25T14:00:00Z', '2026-11-24T22:23:00Z', '2026-11-25T22:23:00Z'],
  ['the minute itself', '2026-11-24T22:23:00Z', '2026-11-24T22:23:00Z', '2026-11-25T22:23:00Z'],
  ['the eve of a holiday', '2026-11-25T22:23:00Z', '2026-11-25T22:23:00Z', '2026-11-27T22:23:00Z'],
  ['a holiday', '2026-11-26T23:00:00Z', '2026-11-25T22:23:00Z', '2026-11-27T22:23:00Z'],
  ['the end of a half day', '2026-11-27T19:00:00Z', '2026-11-27T22:23:00Z', '2026-11-27T22:23:00Z'],
  ['a Sunday', '2026-11-29T12:00:00Z', '2026-11-27T22:23:00Z', '2026-11-30T22:23:00Z'],
  [
    'a Friday night that is Saturday in Europe',
    '2026-11-28T01:00:00Z',
    '2026-11-27T22:23:00Z',
    '2026-11-30T22:23:00Z',
  ],
  ['summer time', '2026-07-07T12:00:00Z', '2026-07-06T21:23:00Z', '2026-07-07T21:23:00Z'],
  ['the end of summer time', '2026-11-01T12:00:00Z', '2026-10-30T21:23:00Z', '2026-11-02T22:23:00Z'],
  ['the end of a year', '2026-12-31T23:00:00Z', '2026-12-31T22:23:00Z', '2027-01-04T22:23:00Z'],
])('the nightly jobs around %s', (_what, at, last, next) => {
  const now = Date.parse(at);
  const found = [nightlyDue(lastSession(now)), nextNightly(now)];
  expect(found.map((due) => new Date(due).toISOString().replace('.000', ''))).toEqual([last, next]);
});

test.each([
  [true, true, '2026-11-25T14:00:00Z', 'came'],
  [false, true, '2026-11-24T22:40:00Z', 'expected'],
  [false, true, '2026-11-25T00:29:00Z', 'expected'],
  [false, true, '2026-11-25T00:30:00Z', 'overdue'],
  [false, true, '2026-11-25T14:00:00Z', 'overdue'],
  [false, false, '2026-11-25T14:00:00Z', 'unexpected'],
])('the last one came: %j, one of the week before: %j; at %s it is %s', (last, before, at, state) => {
  expect(nightlyState({ last, before }, Date.parse(at))).toBe(state);
});

test('it is the schedule of the workflow', () => {
  const workflow = readFileSync(join(REPOSITORY_ROOT, '.github/workflows/fill-cache.yml'), 'utf8');
  expect(workflow).toContain(
    `- cron: ${NIGHTLY.minute} ${NIGHTLY.hour} * * 1-5\n      timezone: America/New_York`,
  );
});
