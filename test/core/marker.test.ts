import { expect, test } from 'vitest';
import type { FailureCode, MarkerHistory } from '../../src/core/job.ts';
import { markerOf } from '../../src/core/marker.ts';
import { aFailure } from '../support/job-fixtures.ts';

const NIGHTLY = '2026-11-24T22:23:00.000Z';
const LATE_JOB = '2026-11-25T05:53:00.000Z';
const NEXT_NIGHTLY = '2026-11-25T22:23:00.000Z';

function mark(code: FailureCode, marker: MarkerHistory | undefined, at: string, last?: string) {
  const failure = aFailure('AAPL', { code });
  const document = last === undefined ? null : { last };
  return markerOf(failure, { marker, document, seen: [] }, { retryFailedAfter: '7d' }, Date.parse(at));
}

test('"not found" in a row keeps a ticker out for 1, 2, 4 and 7 days', () => {
  let earlier: MarkerHistory | undefined;
  const days = [0, 1, 2, 3, 4].map((night) => {
    const at = new Date(Date.parse(NIGHTLY) + night * 86_400_000).toISOString();
    const { count = 0, failedAt, retryAfter } = mark('not-found', earlier, at);
    earlier = { count, seen: [], failedAt };
    return (Date.parse(retryAfter) - Date.parse(failedAt)) / 86_400_000;
  });
  expect(days).toEqual([1, 2, 4, 7, 7]);
});

test.each<[FailureCode, string | undefined, number]>([
  ['not-found', '2026-11-17', 1],
  ['no-data', '2026-11-24', 1],
  ['invalid-data', '2026-11-20', 1],
  ['no-answer', '2026-11-20', 1],
  ['not-found', '2026-11-16', 4],
  ['no-data', '2026-11-16', 7],
  ['invalid-data', undefined, 7],
])(
  'a third night of %s beside a document that ends on %s keeps a ticker out for %d days',
  (code, last, days) => {
    const earlier = { count: 2, seen: [], failedAt: '2026-11-23T22:23:00.000Z' };
    const { count, failedAt, retryAfter } = mark(code, earlier, NIGHTLY, last);
    expect([count, (Date.parse(retryAfter) - Date.parse(failedAt)) / 86_400_000]).toEqual([3, days]);
  },
);

test.each<[string, FailureCode, FailureCode]>([
  ['the same', 'not-found', 'not-found'],
  ['another failure', 'shrunk', 'not-found'],
])(
  'a job that finds %s in the same night keeps a ticker out no longer than the first',
  (_, first, second) => {
    const { count, failedAt } = mark(first, undefined, NIGHTLY);
    const again = mark(second, { count: count ?? 0, seen: [], failedAt }, LATE_JOB);
    expect(again).toMatchObject({ count: 1, failedAt: NIGHTLY, retryAfter: NEXT_NIGHTLY });
  },
);

test('of a failure whose time is not known the next one counts as of another night', () => {
  expect(mark('not-found', { count: 1, seen: [] }, LATE_JOB)).toMatchObject({ count: 2, failedAt: LATE_JOB });
});
