import { expect, test } from 'vitest';
import { freshFor, type IndexEntry } from '../../src/core/freshness.ts';
import { completeOptions } from '../../src/core/options.ts';
import { type FailedMarker, type Known, partition } from '../../src/core/plan.ts';
import { NOON } from '../support/job-fixtures.ts';

const hour = 3_600_000;
const isFresh = freshFor(completeOptions({ refreshAfter: '8h' }), 'yahoo', NOON);

function entry(hoursAgo: number, given: Partial<IndexEntry> = {}): IndexEntry {
  return { fetchedAt: NOON - hoursAgo * hour, range: '5y', source: 'yahoo', compress: 'none', ...given };
}

function marker(hoursAgo: number, retryInHours = 24): FailedMarker {
  const iso = (hours: number) => new Date(NOON + hours * hour).toISOString();
  return { error: 'delisted', code: 'not-found', failedAt: iso(-hoursAgo), retryAfter: iso(retryInHours) };
}

function known(index: IndexEntry | undefined, failed: FailedMarker | undefined): Known {
  return { index: new Map(index && [['AAPL', index]]), markers: new Map(failed && [['AAPL', failed]]) };
}

test.each<
  [string, IndexEntry | undefined, FailedMarker | undefined, 'cached' | 'known' | 'fetch' | 'fetch, marked']
>([
  ['nothing is known of it', undefined, undefined, 'fetch'],
  ['its document is fresh', entry(1), undefined, 'cached'],
  ['its document is old', entry(9), undefined, 'fetch'],
  ['its document is of another range', entry(1, { range: 'max' }), undefined, 'fetch'],
  ['it has failed at a time that no clock can have', undefined, marker(-25, 9_999), 'fetch, marked'],
  ['it has failed by a clock that is ahead', undefined, marker(-23), 'known'],
  ['its document is made up', entry(1, { source: 'simulated' }), undefined, 'fetch'],
  ['it has failed', undefined, marker(1), 'known'],
  ['it has failed, and may be tried again', undefined, marker(24, -1), 'fetch, marked'],
  ['it has failed, and may be tried again just now', undefined, marker(24, 0), 'fetch, marked'],
  ['it has failed after its old document', entry(9), marker(2), 'known'],
  ['it has an old document, later than its failure', entry(9), marker(10), 'fetch, marked'],
  ['it has an old document of the instant of its failure', entry(9), marker(9), 'fetch, marked'],
  ['it is fresh, though it failed before', entry(1), marker(2), 'cached'],
  ['it is fresh, though it failed since', entry(2), marker(1), 'cached'],
])('a ticker is planned so: %s', (_, index, failed, expected) => {
  const plan = partition(['AAPL'], known(index, failed), isFresh, NOON);
  const found = plan.cached === 1 ? 'cached' : plan.knownFailed.length === 1 ? 'known' : 'fetch';
  expect(found + (plan.marked.size === 1 ? ', marked' : '')).toBe(expected);
  expect(plan.cached + plan.knownFailed.length + plan.tickers.length).toBe(1);
});

test('the order of the universe is kept, and a known failure keeps its words', () => {
  const markers = new Map([['B', marker(1)]]);
  const plan = partition(['C', 'B', 'A'], { index: new Map(), markers }, isFresh, NOON);
  expect(plan).toEqual({
    tickers: ['C', 'A'],
    knownFailed: [{ ticker: 'B', error: 'delisted', code: 'not-found' }],
    marked: new Map(),
    before: new Map(),
    cached: 0,
    replacedBytes: 0,
  });
});

test('what the documents take that are fetched again is known from the index', () => {
  const held = {
    rows: 1_257,
    first: '2021-11-24',
    last: '2026-11-23',
    exchange: 'NMS',
    lastTrade: null,
    issues: {},
  };
  const entry = { fetchedAt: NOON, range: '5y', source: 'yahoo', compress: 'none', held } as const;
  const index = new Map([['A', entry]]);
  const replaced = (fresh: boolean) =>
    partition(['A', 'B'], { index, markers: new Map() }, () => fresh, NOON).replacedBytes;
  expect([replaced(true), Math.round(replaced(false) / 1_000)]).toEqual([0, 71]);
});
