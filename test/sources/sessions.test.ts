import { expect, test } from 'vitest';
import { chartDocument } from '../../src/sources/chart-document.ts';
import type { PriceAnswer } from '../../src/sources/price-source.ts';

const seconds = (instant: string) => Date.parse(instant) / 1000;

interface Market {
  timezone: string;
  timestamp: number[];
  session: [start: string, end: string];
  lastTrade?: number | string;
  now: string;
  period1?: number;
  events?: object;
}

function answerOf({
  timezone,
  timestamp,
  session,
  lastTrade,
  now,
  period1 = 0,
  events,
}: Market): PriceAnswer {
  const [start, end] = session.map(seconds);
  const column = timestamp.map((_, row) => 100 + row);
  const chart = {
    meta: {
      symbol: 'X',
      exchangeName: 'XXX',
      instrumentType: 'EQUITY',
      exchangeTimezoneName: timezone,
      currentTradingPeriod: { regular: { start, end } },
      regularMarketTime: typeof lastTrade === 'string' ? seconds(lastTrade) : lastTrade,
    },
    timestamp,
    events,
    indicators: { quote: [{ open: column, high: column, low: column, close: column, volume: column }] },
  };
  return chartDocument(chart, { ticker: 'X', range: '1y', source: 'yahoo', now: new Date(now), period1 });
}

function datesOf(market: Market): string[] {
  const answer = answerOf(market);
  if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
  return answer.document.dates;
}

const SEOUL: Omit<Market, 'now'> = {
  timezone: 'Asia/Seoul',
  timestamp: [seconds('2026-11-23T00:00:00Z'), seconds('2026-11-24T00:00:00Z')],
  session: ['2026-11-24T00:00:00Z', '2026-11-24T06:30:00Z'],
};

test.each([
  ['a minute after its stated end, traded five seconds ago', '06:31:00', '06:30:55', '2026-11-23'],
  ['ten minutes after its end, traded nine minutes ago', '06:40:00', '06:31:00', '2026-11-23'],
  ['ten minutes after its end, not traded since', '06:40:00', '06:30:00', '2026-11-24'],
  ['ten minutes after the closing auction', '06:50:10', '06:40:10', '2026-11-24'],
  ['nine minutes after its end, not traded for an hour', '06:39:59', '05:30:00', '2026-11-23'],
])('a session of Seoul, %s', (_, now, lastTrade, last) => {
  const market = { ...SEOUL, now: `2026-11-24T${now}Z`, lastTrade: `2026-11-24T${lastTrade}Z` };
  expect(datesOf(market).at(-1)).toBe(last);
});

test.each([
  ['none', undefined],
  ['of the day before', '2026-11-23T06:30:00Z'],
  ['far ahead', '2030-01-01T00:00:00Z'],
])('a last trade %s does not keep a session out', (_, lastTrade) => {
  const market = { ...SEOUL, now: '2026-11-24T07:00:00Z', ...(lastTrade && { lastTrade }) };
  expect(datesOf(market).at(-1)).toBe('2026-11-24');
});

test('an open session whose row is stamped with its last trade is left out', () => {
  const lastTrade = seconds('2026-11-24T03:00:00Z');
  const timestamp = [seconds('2026-11-23T00:00:00Z'), lastTrade];
  expect(datesOf({ ...SEOUL, timestamp, lastTrade, now: '2026-11-24T03:00:20Z' })).toEqual(['2026-11-23']);
});

test('rows of São Paulo that are stamped on the evening before belong to the next day, and so do its events', () => {
  const timestamp = [1_641_175_200, 1_641_261_600, 1_641_348_000];
  const answer = answerOf({
    timezone: 'America/Sao_Paulo',
    timestamp,
    session: ['2026-11-24T13:00:00Z', '2026-11-24T20:00:00Z'],
    now: '2026-11-24T23:00:00Z',
    events: { dividends: { a: { date: 1_641_261_600, amount: 1 } } },
  });
  expect(answer).toMatchObject({
    document: {
      dates: ['2022-01-03', '2022-01-04', '2022-01-05'],
      dividends: [{ date: '2022-01-04', amount: 1 }],
    },
  });
});

test('a row stamped with an evening trade belongs to the day of the trade', () => {
  const lastTrade = seconds('2026-11-25T02:30:00Z');
  const timestamp = [seconds('2026-11-23T14:30:00Z'), lastTrade];
  const market: Market = {
    timezone: 'America/New_York',
    timestamp,
    session: ['2026-11-24T14:30:00Z', '2026-11-24T21:00:00Z'],
    lastTrade,
    now: '2026-11-25T03:00:00Z',
  };
  expect(datesOf(market)).toEqual(['2026-11-23', '2026-11-24']);
});

const londonDay = (start: string, end: string) => ({
  timezone: 'Europe/London',
  timestamp: [seconds(start) - 86_400, seconds(start)],
  session: [start, end] as [string, string],
});

test.each([
  ['of 25 hours', '2026-10-24T23:00:00Z', '2026-10-25T23:59:00Z', '2026-10-25T23:30:00Z', '2026-10-24'],
  ['of 25 hours, over', '2026-10-24T23:00:00Z', '2026-10-25T23:59:00Z', '2026-10-26T00:10:00Z', '2026-10-25'],
  ['of 23 hours', '2026-03-29T00:00:00Z', '2026-03-29T22:59:00Z', '2026-03-29T23:09:59Z', '2026-03-28'],
  ['of 23 hours, over', '2026-03-29T00:00:00Z', '2026-03-29T22:59:00Z', '2026-03-29T23:10:00Z', '2026-03-29'],
  [
    'when the next has begun',
    '2026-07-05T23:00:00Z',
    '2026-07-06T22:59:00Z',
    '2026-07-06T23:05:00Z',
    '2026-07-05',
  ],
])('a round-the-clock day %s', (_, start, end, now, last) => {
  const market = londonDay(start, end);
  expect(datesOf({ ...market, now }).at(-1)).toBe(last);
});

test('a frozen listing, all of whose rows lie before the asked period, has no data', () => {
  const market: Market = { ...SEOUL, now: '2026-11-24T07:00:00Z', period1: seconds('2027-01-01T00:00:00Z') };
  expect(answerOf(market)).toEqual({
    kind: 'failed',
    code: 'no-data',
    error: 'Yahoo has no prices after 2026-11-24, before the asked period',
  });
});

test('the last trade goes along with the document', () => {
  const market = { ...SEOUL, now: '2026-11-24T07:00:00Z', lastTrade: '2026-11-24T06:30:00Z' };
  expect(answerOf(market)).toMatchObject({ lastTrade: seconds('2026-11-24T06:30:00Z') });
});
