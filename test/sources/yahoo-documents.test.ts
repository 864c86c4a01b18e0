import { expect, onTestFinished, test } from 'vitest';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import { encodeDocument } from '../../src/documents/encode-document.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { createYahooSource } from '../../src/sources/yahoo.ts';
import { startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { compileTickerSchema } from '../support/ticker-schema.ts';
import * as yahoo from '../support/yahoo-behaviours.ts';
import type { HistoryShape } from '../support/yahoo-chart.ts';

const SATURDAY = new Date('2026-11-21T12:00:00Z');

async function documentOf(
  behaviour: yahoo.Behaviour,
  now = SATURDAY,
  ticker = 'AAPL',
): Promise<TickerDocument> {
  const server = await startLoopbackYahoo({ otherwise: behaviour });
  onTestFinished(() => server.close());
  const source = createYahooSource({ origin: server.url, now: () => now });
  const answer = await source.fetchHistory(ticker, '5y', new AbortController().signal);
  if (answer.kind !== 'document') throw new Error(`no document but ${JSON.stringify(answer)}`);
  return answer.document;
}

test.each<[what: string, shape: HistoryShape]>([
  ['dividends', { dividends: { 3: 0.205, 9: 0.22 } }],
  ['a split', { splits: { 4: [4, 1] } }],
  ['null rows', { nullRows: [0, 7, 18] }],
  ['pence', { currency: 'GBp', timezone: 'Europe/London', opensAt: 8 }],
  ['agorot', { currency: 'ILA', timezone: 'Asia/Jerusalem', opensAt: 10 }],
  ['a fund without volume', { type: 'MUTUALFUND', noVolume: true }],
  [
    'a seven-day week',
    { type: 'CRYPTOCURRENCY', timezone: 'UTC', sevenDays: true, opensAt: 0, hoursOpen: 23.9 },
  ],
  ['a session that opens on the UTC day before', { timezone: 'Australia/Sydney', opensAt: 10 }],
  ['meta without a currency', { currency: null }],
  ['five years', { rows: 1257 }],
  ['one row', { rows: 1 }],
])('a history with %s becomes a document that satisfies the schema', async (_, shape) => {
  const document = await documentOf(yahoo.history(shape));
  const { validate } = await compileTickerSchema();
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  expect(await decodeDocument(await encodeDocument(document, 'none'))).toEqual(document);
  expect(document.dates).toHaveLength(shape.rows ?? 20);
  expect(document.dates.at(-1)).toBe('2026-11-20');
});

test('a document says what was asked of whom, and when', async () => {
  expect(await documentOf(yahoo.history())).toMatchObject({
    v: 1,
    symbol: 'AAPL',
    currency: 'USD',
    exchange: 'NMS',
    timezone: 'America/New_York',
    type: 'EQUITY',
    range: '5y',
    interval: '1d',
    source: 'yahoo',
    fetchedAt: '2026-11-21T12:00:00.000Z',
  });
});

test('prices are the shortest decimals, and a day without a trade is null in each column', async () => {
  const document = await documentOf(yahoo.history({ rows: 3, nullRows: [1] }));
  expect(document.open).toEqual([100.1, null, 100.6]);
  expect(document.low).toEqual([98.93, null, 99.43]);
  expect(document.volume).toEqual([1_000_000, null, 1_000_002]);
});

test('dividends and splits carry the date of their session and ascend', async () => {
  const document = await documentOf(
    yahoo.history({ dividends: { 18: 0.22, 3: 0.205 }, splits: { 19: [4, 1], 2: [3, 2] } }),
  );
  expect(document.dividends).toEqual([
    { date: '2026-10-29', amount: 0.205 },
    { date: '2026-11-19', amount: 0.22 },
  ]);
  expect(document.splits.map(({ date }) => date)).toEqual(['2026-10-28', '2026-11-20']);
});

test('events from before the epoch, which come in no order, ascend too', async () => {
  const dividends = { '-86400': { date: -86_400, amount: 2 }, '-172800': { date: -172_800, amount: 1 } };
  const document = await documentOf(yahoo.tampered((chart) => Object.assign(chart.events, { dividends })));
  expect(document.dividends.map(({ amount }) => amount)).toEqual([1, 2]);
});

test('a currency that Yahoo does not name is null', async () => {
  expect((await documentOf(yahoo.history({ currency: null }))).currency).toBeNull();
  const without = yahoo.tampered(({ meta }) => Reflect.deleteProperty(meta, 'currency'));
  expect((await documentOf(without)).currency).toBeNull();
});

test('a fund without volume has a column of nulls', async () => {
  expect((await documentOf(yahoo.history({ rows: 2, noVolume: true }))).volume).toEqual([null, null]);
});

test('without adjusted prices and without dividends the closes stand for them', async () => {
  const { close, adjClose } = await documentOf(
    yahoo.tampered((chart) => {
      Object.assign(chart.indicators, { adjclose: [{}] });
      Object.assign(chart.events, { dividends: {} });
    }),
  );
  expect(adjClose).toEqual(close);
});

test('a future may have closed below nothing', async () => {
  const document = await documentOf(
    yahoo.tampered(({ meta, indicators }) => {
      meta.instrumentType = 'FUTURE';
      const quote: Record<string, unknown[]> = indicators.quote[0] ?? {};
      quote.close?.splice(0, 1, -37.63);
    }),
  );
  expect(document.close[0]).toBe(-37.63);
});

const DURING_MONDAY = new Date('2026-11-23T16:00:00Z');
const MONDAY: HistoryShape = { rows: 3, lastDate: '2026-11-22', sevenDays: true, partialAt: DURING_MONDAY };

test.each([
  ['one second before the close the session is left out', '2026-11-23T20:59:59Z', '2026-11-22'],
  ['for ten minutes it may still change', '2026-11-23T21:09:59Z', '2026-11-22'],
  ['then it is in', '2026-11-23T21:10:00Z', '2026-11-23'],
  ['a day later too', '2026-11-24T21:00:00Z', '2026-11-23'],
])('%s', async (_, now, last) => {
  expect((await documentOf(yahoo.history(MONDAY), new Date(now))).dates.at(-1)).toBe(last);
});

const DAILY: HistoryShape = {
  rows: 3,
  sevenDays: true,
  timezone: 'UTC',
  opensAt: 0,
  hoursOpen: 23 + 59 / 60,
};

test.each([
  ['a market that never closes', '2026-11-20T23:59:30Z', '2026-11-19'],
  ['the same ten minutes after midnight', '2026-11-21T00:10:00Z', '2026-11-20'],
])('%s ends its day at midnight', async (_, now, last) => {
  expect((await documentOf(yahoo.history(DAILY), new Date(now))).dates.at(-1)).toBe(last);
});

test('the currency day of London is left out while it runs', async () => {
  const shape = { ...DAILY, timezone: 'Europe/London', lastDate: '2026-07-06', type: 'CURRENCY' };
  expect((await documentOf(yahoo.history(shape), new Date('2026-07-06T22:30:00Z'))).dates.at(-1)).toBe(
    '2026-07-05',
  );
  expect((await documentOf(yahoo.history(shape), new Date('2026-07-06T23:10:00Z'))).dates.at(-1)).toBe(
    '2026-07-06',
  );
});

test('yesterday stays while today has not opened yet', async () => {
  const early = new Date('2026-11-23T13:00:00Z');
  const behaviour = yahoo.tampered((chart) => {
    const regular = {
      start: Date.parse('2026-11-23T14:30:00Z') / 1000,
      end: Date.parse('2026-11-23T21:00:00Z') / 1000,
    };
    chart.meta.currentTradingPeriod = { pre: regular, regular, post: regular };
  });
  expect((await documentOf(behaviour, early)).dates.at(-1)).toBe('2026-11-20');
});

test("without the session's hours a row of today is left out", async () => {
  const behaviour = yahoo.tampered((chart) => void delete chart.meta.currentTradingPeriod);
  expect((await documentOf(behaviour, new Date('2026-11-20T23:00:00Z'))).dates.at(-1)).toBe('2026-11-19');
});

test('a session that Yahoo sends twice is in once', async () => {
  const document = await documentOf(yahoo.history({ rows: 2, repeatLast: true }));
  expect(document.dates).toEqual(['2026-11-19', '2026-11-20']);
  expect(document.open).toEqual([100.1, 100.6]);
});

test('of a session sent twice the row with prices is taken', async () => {
  const document = await documentOf(yahoo.history({ rows: 2, repeatLast: true, nullRows: [2] }));
  expect(document.open).toEqual([100.1, 100.35]);
});

test('rows in another order are sorted, each with its prices', async () => {
  const behaviour = yahoo.tampered((chart) => {
    chart.timestamp?.reverse();
  });
  const document = await documentOf(behaviour);
  expect(document.dates.at(-1)).toBe('2026-11-20');
  expect(document.open.at(-1)).toBe(100.1);
});
