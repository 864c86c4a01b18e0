import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastNightly, NIGHTLY, nextNightly, punctuality } from '../../src/page/schedule.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';

test.each([
  ['a morning', '2026-11-25T14:00:00Z', '2026-11-24T22:23:00Z', '2026-11-25T22:23:00Z'],
  ['the minute itself', '2026-11-25T22:23:00Z', '2026-11-25T22:23:00Z', '2026-11-26T22:23:00Z'],
  ['a Sunday', '2026-11-29T12:00:00Z', '2026-11-27T22:23:00Z', '2026-11-30T22:23:00Z'],
  [
    'a Friday night that is Saturday in Europe',
    '2026-11-28T01:00:00Z',
    '2026-11-27T22:23:00Z',
    '2026-11-30T22:23:00Z',
  ],
  ['summer time', '2026-07-07T12:00:00Z', '2026-07-06T21:23:00Z', '2026-07-07T21:23:00Z'],
  ['the end of summer time', '2026-11-01T12:00:00Z', '2026-10-30T21:23:00Z', '2026-11-02T22:23:00Z'],
])('the nightly around %s', (_what, now, last, next) => {
  const at = Date.parse(now);
  expect([lastNightly(at), nextNightly(at)]).toEqual([Date.parse(last), Date.parse(next)]);
});

test.each([
  ['2026-11-24T22:27:00Z', '2026-11-25T14:00:00Z', { kind: 'on-time', minutes: 4, jobId: 'batch_job_1' }],
  ['2026-11-25T00:23:00Z', '2026-11-25T14:00:00Z', { kind: 'late', minutes: 120, jobId: 'batch_job_1' }],
  ['2026-11-24T20:00:00Z', '2026-11-24T22:40:00Z', { kind: 'expected' }],
  ['2026-11-24T20:00:00Z', '2026-11-25T14:00:00Z', { kind: 'missing' }],
])('a job of %s, seen at %s, is %j', (startTime, now, found) => {
  const retry = { jobId: 'batch_job_2', startTime: '2026-11-24T22:24:00Z', retryOf: 'batch_job_0' };
  expect(punctuality([retry, { jobId: 'batch_job_1', startTime }], Date.parse(now))).toEqual(found);
});

test('it is the schedule of the workflow', () => {
  const workflow = readFileSync(join(REPOSITORY_ROOT, '.github/workflows/fill-cache.yml'), 'utf8');
  expect(workflow).toContain(
    `- cron: ${NIGHTLY.minute} ${NIGHTLY.hour} * * 1-5\n      timezone: America/New_York`,
  );
});
