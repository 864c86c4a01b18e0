import { expect, test } from 'vitest';
import type { HeldHistory, IndexEntry } from '../../src/core/freshness.ts';
import { isLate, lateTickers } from '../../src/core/lateness.ts';

const AT_NIGHT = Date.parse('2026-11-24T23:00:00Z');
const seconds = (instant: string) => Date.parse(instant) / 1000;

function entry(given: Partial<HeldHistory>): IndexEntry {
  return {
    fetchedAt: AT_NIGHT,
    range: '5y',
    source: 'yahoo',
    compress: 'none',
    held: {
      rows: 9,
      first: '2026-11-10',
      last: '2026-11-23',
      exchange: 'NMS',
      lastTrade: seconds('2026-11-23T21:00:00Z'),
      issues: {},
      ...given,
    },
  };
}

const TODAY = seconds('2026-11-24T21:00:00Z');

test.each<[string, Partial<HeldHistory>, string, boolean]>([
  ['a share that traded in the session it lacks', { lastTrade: TODAY }, '2026-11-24T23:00:00Z', true],
  ['the same while the session goes on', { lastTrade: TODAY - 7200 }, '2026-11-24T20:00:00Z', false],
  ['the same over the weekend', { lastTrade: TODAY, last: '2026-11-23' }, '2026-11-28T20:00:00Z', true],
  ['the same after four days', { lastTrade: TODAY }, '2026-11-28T22:00:00Z', false],
  ['a share that holds it', { lastTrade: TODAY, last: '2026-11-24' }, '2026-11-24T23:00:00Z', false],
  ['a halted share', {}, '2026-11-24T23:00:00Z', false],
  ['a warrant that nobody traded', { exchange: 'NCM', lastTrade: null }, '2026-11-24T23:00:00Z', false],
  ['an over-the-counter name without a trade', { exchange: 'PNK' }, '2026-11-24T23:00:00Z', false],
  ['a fund that publishes late', { exchange: 'NAS' }, '2026-11-24T23:00:00Z', false],
  ['a coin', { exchange: 'CCC', lastTrade: TODAY }, '2026-11-25T12:00:00Z', false],
  ['a currency', { exchange: 'CCY', lastTrade: TODAY }, '2026-11-25T12:00:00Z', false],
  ['a future', { exchange: 'NYM', lastTrade: TODAY }, '2026-11-25T12:00:00Z', false],
  [
    'a share of Tokyo whose day is over',
    { exchange: 'JPX', lastTrade: seconds('2026-11-24T06:30:00Z') },
    '2026-11-24T23:00:00Z',
    true,
  ],
  [
    'the same while it may be open',
    { exchange: 'JPX', lastTrade: seconds('2026-11-24T02:00:00Z') },
    '2026-11-24T03:00:00Z',
    false,
  ],
  ['a share of an unknown exchange', { exchange: 'XYZ', lastTrade: TODAY }, '2026-11-25T23:00:00Z', false],
])('%s is late or not', (_, held, now, late) => {
  expect(isLate(entry(held), Date.parse(now), false)).toBe(late);
});

test('an entry of an earlier version is never late', () => {
  const { held: _, ...old } = entry({});
  expect(isLate(old, AT_NIGHT, true)).toBe(false);
});

const having = entry({ last: '2026-11-24', lastTrade: TODAY });
const lacking = entry({});

test.each<[string, IndexEntry[], string, string[]]>([
  ['fewer than half have the session', [having, lacking, lacking], '2026-11-25T00:00:00Z', ['T1', 'T2']],
  ['half have it', [having, lacking], '2026-11-25T00:00:00Z', []],
  ['the session has ended two hours ago', [having, lacking, lacking], '2026-11-24T23:00:00Z', []],
  [
    'halted shares, funds and foreign ones are not asked',
    [
      having,
      entry({ last: '2026-10-01', lastTrade: null }),
      entry({ exchange: 'NAS' }),
      entry({ exchange: 'LSE' }),
    ],
    '2026-11-25T00:00:00Z',
    [],
  ],
  [
    'and are not late when the others are',
    [
      lacking,
      entry({ last: '2026-10-01', lastTrade: null }),
      entry({ exchange: 'NAS' }),
      entry({ exchange: 'LSE' }),
    ],
    '2026-11-25T00:00:00Z',
    ['T0'],
  ],
  ['nobody has it on a holiday', [having, having], '2026-11-25T12:00:00Z', []],
])('of a universe these are late: %s', (_, entries, now, late) => {
  const index = new Map(entries.map((one, position) => [`T${position}`, one]));
  expect(lateTickers(index, Date.parse(now))).toEqual(late);
});
