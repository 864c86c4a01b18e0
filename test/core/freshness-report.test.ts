import { expect, test } from 'vitest';
import type { HeldHistory, IndexEntry } from '../../src/core/freshness.ts';
import { freshnessReport, type TickerState } from '../../src/core/freshness-report.ts';
import type { FailedMarker } from '../../src/core/plan.ts';
import { aMarker } from '../support/commit-fixtures.ts';

const at = (text: string) => Date.parse(text);
/** Monday's session has ended, Tuesday's has not. */
const TUESDAY_NOON = at('2026-11-24T17:00:00Z');
const MONDAY_NIGHT = at('2026-11-23T23:00:00Z');

type Given = Partial<HeldHistory> & { fetchedAt?: number; source?: IndexEntry['source']; short?: true };

function entryOf({ fetchedAt = MONDAY_NIGHT, source = 'yahoo', short, ...held }: Given): IndexEntry {
  const whole = {
    rows: 1_257,
    first: '2021-11-24',
    last: '2026-11-23',
    exchange: 'NMS',
    lastTrade: null,
    issues: {},
  };
  const fetched = { fetchedAt, range: '5y', source, compress: 'none' } as const;
  return short ? fetched : { ...fetched, held: { ...whole, ...held } };
}

function stateOf(entry: Given | null, marker: FailedMarker | null, now = TUESDAY_NOON): TickerState {
  const known = {
    index: new Map(entry ? [['T', entryOf(entry)]] : []),
    markers: new Map(marker ? [['T', marker]] : []),
  };
  const report = freshnessReport(['T'], known, 'yahoo', now);
  const [state = 'missing'] = (['fresh', 'late', 'failed', 'missing'] as const).filter(
    (one) => report[one] === 1,
  );
  return state;
}

const failed = aMarker({ failedAt: '2026-11-24T01:00:00.000Z' });
const monday = (time: string) => at(`2026-11-23T${time}Z`) / 1000;

test.each<[string, Given | null, FailedMarker | null, TickerState]>([
  ['that nobody has asked for', null, null, 'missing'],
  ['that has failed', null, failed, 'failed'],
  ['that holds the session', {}, null, 'fresh'],
  ['that holds the session, and failed afterwards', {}, failed, 'fresh'],
  [
    'that traded in the session and lacks it',
    { last: '2026-11-20', lastTrade: monday('20:59:00') },
    null,
    'late',
  ],
  [
    'that lacks it and has failed since',
    { last: '2026-11-20', lastTrade: monday('20:59:00') },
    failed,
    'failed',
  ],
  [
    'that failed before it was fetched',
    { last: '2026-11-20', lastTrade: monday('20:59:00') },
    aMarker({ failedAt: '2026-11-20T00:00:00.000Z' }),
    'late',
  ],
  ['that is halted', { last: '2026-06-01', lastTrade: at('2026-06-01T19:00:00Z') / 1000 }, null, 'fresh'],
  [
    'that was last fetched weeks ago',
    { last: '2026-11-02', fetchedAt: at('2026-11-03T00:00:00Z') },
    null,
    'late',
  ],
  ['of London that was fetched after the close', { exchange: 'LSE' }, null, 'fresh'],
  [
    'of London that was fetched before it',
    { exchange: 'LSE', fetchedAt: at('2026-11-23T18:00:00Z') },
    null,
    'late',
  ],
  ['that is a coin', { exchange: 'CCC', last: '2026-11-22' }, null, 'fresh'],
  ['of an entry of the version before', { short: true }, null, 'fresh'],
  ['of a simulated market', { source: 'simulated' }, null, 'missing'],
])('a ticker %s', (_, entry, marker, state) => {
  expect(stateOf(entry, marker)).toBe(state);
});

test('an hour after a close that nobody has yet, the session before is the one that counts', () => {
  const known = { index: new Map([['T', entryOf({})]]), markers: new Map() };
  const report = (time: string) => freshnessReport(['T'], known, 'yahoo', at(time));
  expect(report('2026-11-24T22:00:00Z')).toMatchObject({ session: '2026-11-23', fresh: 1 });
  expect(report('2026-11-25T01:00:00Z')).toMatchObject({ session: '2026-11-24', fresh: 0, late: 1 });
});

test('on Thanksgiving the session is that of the day before', () => {
  const index = new Map([['T', entryOf({ last: '2026-11-25', fetchedAt: at('2026-11-25T22:00:00Z') })]]);
  const report = freshnessReport(['T'], { index, markers: new Map() }, 'yahoo', at('2026-11-26T20:00:00Z'));
  expect(report).toMatchObject({ session: '2026-11-25', total: 1, fresh: 1, oldest: '2026-11-25' });
});
