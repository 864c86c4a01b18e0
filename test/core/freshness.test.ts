import { expect, test } from 'vitest';
import {
  freshFor,
  freshSince,
  type HeldHistory,
  type IndexEntry,
  lastUsClose,
} from '../../src/core/freshness.ts';
import { NOON } from '../support/job-fixtures.ts';

test.each([
  ['a weekday before the close', '2026-11-24T21:29:59Z', '2026-11-23T21:30:00.000Z'],
  ['a weekday at the close', '2026-11-24T21:30:00Z', '2026-11-24T21:30:00.000Z'],
  ['a weekday after the close', '2026-11-24T21:30:01Z', '2026-11-24T21:30:00.000Z'],
  ['late in the evening, when it is tomorrow in UTC', '2026-11-25T03:00:00Z', '2026-11-24T21:30:00.000Z'],
  ['early in the morning', '2026-11-24T06:00:00Z', '2026-11-23T21:30:00.000Z'],
  ['a Saturday', '2026-11-21T12:00:00Z', '2026-11-20T21:30:00.000Z'],
  ['a Sunday', '2026-11-22T23:00:00Z', '2026-11-20T21:30:00.000Z'],
  ['a Monday before the close', '2026-11-23T15:00:00Z', '2026-11-20T21:30:00.000Z'],
  ['summer', '2026-07-15T20:30:00Z', '2026-07-15T20:30:00.000Z'],
  [
    'the Monday after clocks went forward, before the close',
    '2026-03-09T20:29:00Z',
    '2026-03-06T21:30:00.000Z',
  ],
  ['the Monday after clocks went forward, at the close', '2026-03-09T20:30:00Z', '2026-03-09T20:30:00.000Z'],
  ['the Sunday on which clocks go back', '2026-11-01T06:30:00Z', '2026-10-30T20:30:00.000Z'],
  ['the Monday after clocks went back, before the close', '2026-11-02T21:29:00Z', '2026-10-30T20:30:00.000Z'],
  ['the Monday after clocks went back, at the close', '2026-11-02T21:30:00Z', '2026-11-02T21:30:00.000Z'],
  ['Thanksgiving', '2026-11-26T22:00:00Z', '2026-11-25T21:30:00.000Z'],
  ['the afternoon of a half day', '2026-11-27T18:30:00Z', '2026-11-27T18:30:00.000Z'],
  ['the first Monday of a year', '2027-01-04T12:00:00Z', '2026-12-31T21:30:00.000Z'],
])('the last US close, seen from %s', (_, now, close) => {
  expect(new Date(lastUsClose(Date.parse(now))).toISOString()).toBe(close);
});

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['8h', 28_800_000],
  ['2d', 172_800_000],
])('fresh for %s means younger than %i ms', (duration, milliseconds) => {
  expect(freshSince(duration, NOON)).toBe(NOON - milliseconds);
});

const hour = 3_600_000;
const wanted = { range: '5y', compress: 'none', refreshAfter: '8h' } as const;

test.each<[string, Partial<IndexEntry>, boolean]>([
  ['as wanted', {}, true],
  ['just old enough', { fetchedAt: NOON - 8 * hour }, true],
  ['a millisecond too old', { fetchedAt: NOON - 8 * hour - 1 }, false],
  ['from a runner whose clock is ahead', { fetchedAt: NOON + 24 * hour }, true],
  ['from further ahead than a clock can be', { fetchedAt: NOON + 24 * hour + 1 }, false],
  ['of another range', { range: '10y' }, false],
  ['stored otherwise', { compress: 'gzip' }, false],
  ['made up', { source: 'simulated' }, false],
])('a document is fresh or not: %s', (_, given, fresh) => {
  const entry: IndexEntry = {
    fetchedAt: NOON - hour,
    range: '5y',
    source: 'yahoo',
    compress: 'none',
    ...given,
  };
  expect(freshFor(wanted, 'yahoo', NOON)(entry)).toBe(fresh);
});

const NIGHT = Date.parse('2026-11-27T23:00:00Z');
const at = (instant: string) => Date.parse(instant);

test.each<[string, string, Partial<HeldHistory>, boolean]>([
  ['it holds the last session', '2026-11-27T18:15:00Z', { last: '2026-11-27' }, true],
  [
    'it lacks the last session, and was fetched before',
    '2026-11-26T23:00:00Z',
    { last: '2026-11-25' },
    false,
  ],
  [
    'it lacks a session in which it traded, though fetched after',
    '2026-11-27T19:00:00Z',
    { last: '2026-11-25', lastTrade: at('2026-11-27T18:00:00Z') / 1000 },
    false,
  ],
  [
    'it did not trade, and was fetched after',
    '2026-11-27T19:00:00Z',
    { last: '2026-11-25', lastTrade: at('2026-11-25T21:00:00Z') / 1000 },
    true,
  ],
  ['elsewhere it was fetched after the US close', '2026-11-27T19:00:00Z', { exchange: 'LSE' }, true],
  ['elsewhere it was fetched before', '2026-11-27T18:00:00Z', { exchange: 'LSE', last: '2026-11-27' }, false],
])('after the close a document is fresh or not: %s', (_, fetchedAt, given, fresh) => {
  const held = {
    rows: 9,
    first: '2026-11-16',
    last: '2026-11-25',
    exchange: 'NMS',
    lastTrade: null,
    issues: {},
  };
  const entry = { fetchedAt: at(fetchedAt), range: '5y', source: 'yahoo', compress: 'none' } as const;
  const isFresh = freshFor({ ...wanted, refreshAfter: 'close' }, 'yahoo', NIGHT);
  expect(isFresh({ ...entry, held: { ...held, ...given } })).toBe(fresh);
});

test('on the night of a holiday the documents of the day before are fresh', () => {
  const held = {
    rows: 9,
    first: '2026-11-16',
    last: '2026-11-25',
    exchange: 'NYQ',
    lastTrade: null,
    issues: {},
  };
  const entry = {
    fetchedAt: at('2026-11-25T21:20:00Z'),
    range: '5y',
    source: 'yahoo',
    compress: 'none',
  } as const;
  const isFresh = freshFor({ ...wanted, refreshAfter: 'close' }, 'yahoo', at('2026-11-26T22:00:00Z'));
  expect(isFresh({ ...entry, held })).toBe(true);
});
