import { beforeAll, expect, test } from 'vitest';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import type { FaultPeriod, Listing, MarketFault } from '../support/faulty-market.ts';
import { aNightlyWorld, inNewYork, type Night } from '../support/nightly-world.ts';

const A_DAY = 86_400_000;
/** From the week of Thanksgiving to the first week of the year: thirty sessions, three holidays, two half days. */
const DAYS = Array.from({ length: 45 }, (_, day) =>
  new Date(Date.parse('2026-11-24') + day * A_DAY).toISOString().slice(0, 10),
);
const HOLIDAYS = new Set(['2026-11-26', '2026-12-25', '2027-01-01']);
const hasSession = (date: string) => new Date(date).getUTCDay() % 6 !== 0 && !HOLIDAYS.has(date);

const LISTINGS = new Map<string, Listing>([
  ['HALT', { halted: ['2026-12-03', '2026-12-21'] }],
  ['HELD', { halted: ['2026-10-01', '2027-06-01'] }],
  ['WRTW', { exchange: 'NCM', hasNoCurrency: true, tradesEach: 9 }],
  ['WRSW', { exchange: 'NCM', hasNoCurrency: true, tradesEach: 4 }],
  ['OTCA', { exchange: 'PNK', tradesEach: 3 }],
  ['OTCB', { exchange: 'OQB', tradesEach: 2 }],
  ['LATEX', { hoursLate: 15 }],
  ['SLOWX', { hoursLate: 40 }],
  ['NEWS', { listed: ['2026-12-03', '2099-01-01'] }],
  ['GONE', { listed: ['2000-01-01', '2026-12-17'] }],
]);
const ELSEWHERE = ['VOD.L', '7203.T', 'BTC-USD', 'EURUSD=X', '^GSPC', 'FUNDX'];
const SHARES = Array.from({ length: 34 }, (_, index) => `S${index}`);
const STAYING = [...SHARES, ...LISTINGS.keys(), ...ELSEWHERE];
const ALL = [...STAYING, 'LEFT'];
/** One leaves the list after its first week. */
const universeOn = (date: string) => (date <= '2026-12-01' ? ALL : STAYING);

const during = (fault: MarketFault, from: string, untilDate: string, untilTime = '09:00'): FaultPeriod => ({
  fault,
  from: inNewYork(from, '13:00'),
  until: inNewYork(untilDate, untilTime),
});
const FAULTS = [
  during('not-found', '2026-11-30', '2026-11-30', '20:00'),
  during('not-found', '2026-12-02', '2026-12-03'),
  during('null-session', '2026-12-04', '2026-12-07'),
  during('frozen', '2026-12-08', '2026-12-08', '20:30'),
  during('frozen', '2026-12-09', '2026-12-10'),
  during('first-half', '2026-12-14', '2026-12-16'),
  during('most-rows', '2026-12-17', '2026-12-17', '22:30'),
  during('newest-weeks', '2026-12-18', '2026-12-21'),
  during('not-found', '2026-12-22', '2026-12-23'),
  during('null-session', '2026-12-24', '2026-12-24', '21:00'),
  during('not-found', '2026-12-29', '2026-12-31'),
];
const DROPPED = new Set(['2026-12-11', '2026-12-22']);

/** All days that must not be green, and why. */
const WRONG: Record<string, 'red' | 'late'> = {
  '2026-11-30': 'red',
  '2026-12-02': 'red',
  '2026-12-04': 'late',
  // The row of Friday comes on Monday.
  '2026-12-05': 'late',
  '2026-12-06': 'late',
  '2026-12-08': 'late',
  '2026-12-09': 'late',
  // Until the watchdog has started what the schedule has not.
  '2026-12-11': 'late',
  '2026-12-14': 'red',
  '2026-12-15': 'red',
  '2026-12-17': 'red',
  '2026-12-18': 'red',
  '2026-12-19': 'late',
  '2026-12-20': 'late',
  '2026-12-22': 'red',
  '2026-12-24': 'late',
  '2026-12-29': 'red',
  '2026-12-30': 'red',
};

const stateOf = ({ red, late }: Night) => (red.length > 0 ? 'red' : late.length > 0 ? 'late' : 'green');

interface Played {
  world: Awaited<ReturnType<typeof aNightlyWorld>>;
  nights: Night[];
}
let bad: Played;
let calm: Played;

beforeAll(async () => {
  const start = async (given: { faults?: FaultPeriod[]; dropped?: Set<string> }): Promise<Played> => ({
    world: await aNightlyWorld({ listings: LISTINGS, universeOn, ...given }),
    nights: [],
  });
  bad = await start({ faults: FAULTS, dropped: DROPPED });
  calm = await start({});
  for (const date of DAYS) {
    for (const { world, nights } of [bad, calm]) nights.push(await world.playDay(date));
  }
}, 600_000);

async function documentOf({ world }: Played, ticker: string) {
  const value = await world.redis.ask('GET', `ticker-data:${ticker}`);
  const { fetchedAt: _, ...rest } = await decodeDocument(String(value));
  return rest;
}

test('after thirty nights each document is what a calm run gives', async () => {
  expect(DAYS.filter(hasSession)).toHaveLength(30);
  for (const ticker of ALL) expect(await documentOf(bad, ticker)).toEqual(await documentOf(calm, ticker));
  expect((await documentOf(bad, 'S0')).dates.at(-1)).toBe('2027-01-07');
});

test('nothing was shut out but what is gone', async () => {
  expect(await bad.world.redis.ask('KEYS', 'failed-tickers:*')).toEqual(['failed-tickers:GONE']);
});

test('each night that was wrong was red or late, and no other was', () => {
  const states = bad.nights.map((night) => [night.date, stateOf(night)] as const);
  expect(Object.fromEntries(states.filter(([, state]) => state !== 'green'))).toEqual(WRONG);
  expect(new Set(calm.nights.map(stateOf))).toEqual(new Set(['green']));
});

test('on holidays and weekends nothing is fetched', () => {
  const free = [...bad.nights, ...calm.nights].filter(({ date }) => !hasSession(date));
  expect(free.map(({ requests, jobs }) => [requests, jobs])).toEqual(free.map(() => [0, []]));
});

test('a session has one nightly job, and two for what is late at most', () => {
  const sessions = bad.nights.filter(({ date }) => hasSession(date));
  expect(sessions.filter(({ jobs }) => jobs.length < 1 || jobs.length > 3)).toEqual([]);
  const green = sessions.filter((night) => stateOf(night) === 'green');
  expect(green.filter(({ jobs }) => jobs.length !== 1)).toEqual([]);
});

test('a good night costs one request a ticker, a bad one four at most', () => {
  const perTicker = ({ date, requests }: Night) => requests / universeOn(date).length;
  // What is dead is asked for twice.
  for (const night of [...bad.nights, ...calm.nights])
    expect(perTicker(night), night.date).toBeLessThanOrEqual(stateOf(night) === 'green' ? 1.02 : 4);
});

test('the watchdog starts a nightly job that the schedule has not', () => {
  for (const date of DROPPED)
    expect(bad.world.log.join('\n')).toContain(`The nightly job of ${date} has not come: batch_job_`);
});
