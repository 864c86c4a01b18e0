import { expect, test } from 'vitest';
import * as z from 'zod';
import { simulateChart } from '../../../src/local/market/simulated-market.ts';

const numbers = z.array(z.number());
const events = z.record(z.string(), z.object({ date: z.number(), amount: z.number().optional() }));
const answer = z.object({
  chart: z.object({
    result: z.tuple([
      z.object({
        meta: z.record(z.string(), z.unknown()),
        timestamp: numbers,
        events: z.object({ dividends: events, splits: events }),
        indicators: z.object({
          quote: z.tuple([z.record(z.string(), numbers)]),
          adjclose: z.tuple([z.object({ adjclose: numbers })]),
        }),
      }),
    ]),
  }),
});

function chartOf(symbol: string, now = '2026-11-24T12:00:00Z', years = 5) {
  const { status, body } = simulateChart(
    symbol,
    seconds(now) - years * 31_557_600,
    seconds(now),
    new Date(now),
  );
  expect(status).toBe(200);
  return answer.parse(body).chart.result[0];
}

function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

const SYMBOLS = ['AAPL', 'MSFT', 'BRK-B', 'T', 'XOM', 'KO', 'F', 'NVDA', '^GSPC', 'BTC-USD'];

test('the same question gets the same answer', () => {
  expect(chartOf('AAPL')).toEqual(chartOf('AAPL'));
  expect(chartOf('AAPL').indicators).not.toEqual(chartOf('AAPM').indicators);
});

test.each(SYMBOLS)('what %s did yesterday is not changed by tomorrow', (symbol) => {
  const before = chartOf(symbol, '2026-11-24T12:00:00Z');
  const after = chartOf(symbol, '2027-02-24T12:00:00Z');
  const from = before.timestamp.indexOf(after.timestamp[0] ?? 0);
  for (const [name, column] of Object.entries(before.indicators.quote[0])) {
    const kept = column.slice(from);
    expect(after.indicators.quote[0][name]?.slice(0, kept.length)).toEqual(kept);
  }
});

test.each(SYMBOLS)('%s has prices that one could believe, in 32-bit floats', (symbol) => {
  const { open = [], high = [], low = [], close = [], volume = [] } = chartOf(symbol).indicators.quote[0];
  expect(close).toHaveLength(symbol === 'BTC-USD' ? 1825 : 1254);
  close.forEach((price, row) => {
    expect(low[row]).toBeLessThanOrEqual(Math.min(price, open[row] ?? 0));
    expect(high[row]).toBeGreaterThanOrEqual(Math.max(price, open[row] ?? 0));
    expect(Math.fround(price)).toBe(price);
    expect(volume[row]).toBeGreaterThan(0);
  });
  expect(Math.min(...low)).toBeGreaterThan(0.5);
  expect(Math.max(...high)).toBeLessThan(10_000);
});

test.each(['KO', 'T', 'VOD.L', '7203.T', 'VFIAX'])(
  'each adjusted price of %s is the close by all later dividends, newest first, in 32-bit floats',
  (symbol) => {
    const { timestamp, events, indicators } = chartOf(symbol, '2026-11-24T12:00:00Z', 10);
    const [{ close = [] }] = indicators.quote;
    const dividends = Object.values(events.dividends).sort((one, other) => other.date - one.date);
    const expected = close.map((price, row) => {
      const later = dividends.filter(({ date }) => date > (timestamp[row] ?? 0));
      return later.reduce((adjusted, { date, amount = 0 }) => {
        const before = close[timestamp.indexOf(date) - 1] ?? 0;
        return Math.fround(adjusted * Math.fround(1 - amount / before));
      }, price);
    });
    expect(indicators.adjclose[0].adjclose).toEqual(expected);
  },
);

test.each([
  ['AAPL', 'USD', 'NMS', 'America/New_York', 'EQUITY', '2026-11-23T14:30:00.000Z'],
  ['VOD.L', 'GBp', 'LSE', 'Europe/London', 'EQUITY', '2026-11-23T08:00:00.000Z'],
  ['7203.T', 'JPY', 'JPX', 'Asia/Tokyo', 'EQUITY', '2026-11-24T00:00:00.000Z'],
  ['BTC-USD', 'USD', 'CCC', 'UTC', 'CRYPTOCURRENCY', '2026-11-23T00:00:00.000Z'],
  ['EURUSD=X', 'USD', 'CCY', 'Europe/London', 'CURRENCY', '2026-11-23T00:00:00.000Z'],
  ['^GSPC', 'USD', 'SNP', 'America/New_York', 'INDEX', '2026-11-23T14:30:00.000Z'],
  ['VFIAX', 'USD', 'NAS', 'America/New_York', 'MUTUALFUND', '2026-11-23T14:30:00.000Z'],
])('%s is in %s at %s', (symbol, currency, exchangeName, exchangeTimezoneName, instrumentType, last) => {
  const { meta, timestamp } = chartOf(symbol);
  expect(meta).toMatchObject({ currency, exchangeName, exchangeTimezoneName, instrumentType });
  expect(new Date((timestamp.at(-1) ?? 0) * 1000).toISOString()).toBe(last);
});

const weekdaysOf = (symbol: string) =>
  new Set(chartOf(symbol).timestamp.map((seconds) => new Date(seconds * 1000 + 43_200_000).getUTCDay()));

test('a coin has weekends, and a share has none', () => {
  expect([weekdaysOf('BTC-USD').size, weekdaysOf('VOD.L').size, weekdaysOf('EURUSD=X').size]).toEqual([
    7, 5, 5,
  ]);
});

test('a fund has one price a day and no volume', () => {
  const { open, high, low, close, volume = [] } = chartOf('VFIAX').indicators.quote[0];
  expect([open, high, low]).toEqual([close, close, close]);
  expect(new Set(volume)).toEqual(new Set([0]));
});

test('a share in Tokyo is in whole yen', () => {
  expect(chartOf('7203.T').indicators.quote[0].close?.every(Number.isInteger)).toBe(true);
});

test('adjusted prices fall short of the closes by the dividends that came after', () => {
  const { timestamp, events, indicators } = chartOf('KO');
  const [{ close = [] }] = indicators.quote;
  const [{ adjclose }] = indicators.adjclose;
  const dividends = Object.values(events.dividends);
  expect(dividends.length).toBeGreaterThanOrEqual(19);
  for (const { date, amount = 0 } of dividends) {
    const row = timestamp.indexOf(date);
    const step =
      (adjclose[row - 1] ?? 0) / (close[row - 1] ?? 1) / ((adjclose[row] ?? 0) / (close[row] ?? 1));
    expect(step).toBeCloseTo(1 - amount / (close[row - 1] ?? 1), 5);
  }
  expect(adjclose.at(-1)).toBe(close.at(-1));
});

test('some symbols pay, some do not, and a few were split', () => {
  const many = Array.from({ length: 100 }, (_, index) => chartOf(`S${index}`).events);
  const payers = many.filter(({ dividends }) => Object.keys(dividends).length > 0).length;
  const split = many.filter(({ splits }) => Object.keys(splits).length > 0).length;
  expect(payers).toBeGreaterThan(40);
  expect(payers).toBeLessThan(80);
  expect(split).toBeGreaterThan(15);
  expect(split).toBeLessThan(60);
});

test('a session is in when it has closed', () => {
  const last = (now: string) => new Date((chartOf('AAPL', now).timestamp.at(-1) ?? 0) * 1000).toISOString();
  expect(last('2026-11-24T20:59:59Z')).toBe('2026-11-23T14:30:00.000Z');
  expect(last('2026-11-24T21:00:00Z')).toBe('2026-11-24T14:30:00.000Z');
});

test.each([
  ['ZZTOP', 404, 'No data found, symbol may be delisted'],
  ['AAPL', 400, "Data doesn't exist for startDate = 0, endDate = 100"],
])('%s is answered with %d and %s', (symbol, status, description) => {
  const found = simulateChart(symbol, 0, 100, new Date('2026-11-24T12:00:00Z'));
  expect(found.status).toBe(status);
  expect(found.body).toMatchObject({ chart: { result: null, error: { description } } });
});

test('each answer says that it is not real', () => {
  expect(chartOf('AAPL').meta.longName).toBe('AAPL (simulated, not a real price)');
});
