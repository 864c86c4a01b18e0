import { expect, test } from 'vitest';
import type { CheckReport } from '../../src/core/check-report.ts';
import { storedDocument } from '../../src/documents/stored-document.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { type CheckRequest, checkCache, pruneTickers } from '../../src/jobs/check-cache.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { commitTickers } from '../../src/store/write-tickers.ts';
import { aMarker } from '../support/commit-fixtures.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';
import { rowOf, SIMULATED_AT, simulatedDocument, withoutRows } from '../support/simulated-documents.ts';

const noList = () => Promise.reject(new Error('no list is fetched'));

async function aCache(documents: readonly TickerDocument[]) {
  const clock = createFakeClock(SIMULATED_AT.getTime());
  const redis = createMemoryRedis(clock.now);
  const stored = await Promise.all(
    documents.map(async (one) => [one.symbol, await storedDocument(one, 'none')] as const),
  );
  await commitTickers(redis, { documents: new Map(stored), markers: new Map(), unmark: [] });
  redis.requests.length = 0;
  const ports = { redis, clock, fetch: noList, tickerListUrl: undefined, priceSource: null };
  const tickers = documents.map(({ symbol }) => symbol);
  return { redis, tickers, check: (request: CheckRequest) => checkCache({ tickers, ...request }, ports) };
}

const SOUND = Array.from({ length: 60 }, (_, index) => simulatedDocument(`S${index}`));
const LONDON = Array.from({ length: 5 }, (_, index) => simulatedDocument(`L${index}.L`));
const found = ({ issues }: CheckReport) =>
  Object.fromEntries(
    Object.entries(issues).map(([kind, tickers]) => [kind, tickers.map(({ ticker }) => ticker)]),
  );

test('of sound documents nothing is wrong, in the index and in themselves', async () => {
  const { check, redis } = await aCache([...SOUND, ...LONDON]);
  expect(await check({})).toMatchObject({ total: 65, wrong: 0, deep: false });
  redis.requests.length = 0;
  expect(await check({ deep: true })).toMatchObject({ total: 65, wrong: 0, deep: true });
  expect(redis.requests.flat().map(([name, ...keys]) => [name, keys.length])).toEqual([
    ['HMGET', 66],
    ['MGET', 65],
    ['MGET', 50],
    ['MGET', 15],
  ]);
});

test('what is odd about documents is found by reading them, behind the index', async () => {
  const { check, redis, tickers } = await aCache([...SOUND, ...LONDON]);
  const [first, second, third] = SOUND;
  const [london] = LONDON;
  if (!first || !second || !third || !london) throw new Error('no documents');
  const jumped = { ...second, close: second.close.with(700, (second.close[700] ?? 0) * 100) };
  for (const [ticker, value] of [
    ['S0', JSON.stringify(withoutRows(first, 500, 1))],
    ['S1', JSON.stringify(jumped)],
    ['S2', JSON.stringify({ ...third, close: third.close.slice(1) })],
    ['S3', 'no document'],
    ['S4', JSON.stringify(first)],
    ['L0.L', JSON.stringify(withoutRows(london, 300, 2))],
  ] as const)
    await redis.ask('SET', KEYS.ticker(ticker), value);
  await redis.ask('DEL', KEYS.ticker('S5'));
  expect((await check({ tickers })).gone).toEqual({ count: 1, tickers: [] });
  const report = await check({ tickers, deep: true });
  expect(found(report)).toMatchObject({ 'missing-session': ['S0', 'L0.L'], jump: ['S1'] });
  expect(report.unreadable.map(({ ticker }) => ticker)).toEqual(['S2', 'S3', 'S4']);
  expect(report.gone).toEqual({ count: 1, tickers: ['S5'] });
  expect(report.issues['missing-session']?.[1]).toMatchObject({ count: 2 });
});

test.each([
  ['first', 0],
  ['second', 0.5],
])(
  'a document that lost its %s half is short, by the index of the others and by its own',
  async (_, share) => {
    const { check, redis } = await aCache(SOUND);
    const [document] = SOUND;
    if (!document) throw new Error('no document');
    const half = Math.floor(document.dates.length / 2);
    const cut = withoutRows(document, Math.ceil(half * 2 * share), half);
    const stored = await storedDocument(cut, 'none');
    await redis.ask('SET', KEYS.ticker('S0'), stored.value);
    expect((await check({ deep: true })).short).toMatchObject([
      { ticker: 'S0', usualRows: document.dates.length },
    ]);
    await redis.ask('HSET', KEYS.tickerIndex, 'S0', indexValue(stored.entry));
    expect((await check({})).short.map(({ ticker }) => ticker)).toEqual(['S0']);
  },
);

test('each planted fault in the documents of a hundred tickers is found in each', async () => {
  const faulty = Array.from({ length: 100 }, (_, number) => {
    const document = simulatedDocument(`F${number}`);
    const row = rowOf(document, number);
    return { ...document, open: document.open.with(row, 0) };
  });
  const { check } = await aCache(faulty);
  expect(found(await check({ deep: true }))['bad-value']).toHaveLength(100);
});

test('documents that an earlier version has stored are unknown, and no fault', async () => {
  const { check, redis } = await aCache(SOUND.slice(0, 6));
  const short = indexValue({
    fetchedAt: SIMULATED_AT.getTime(),
    range: '10y',
    source: 'simulated',
    compress: 'none',
  });
  await redis.ask('HSET', KEYS.tickerIndex, 'S0', short, 'S1', short);
  expect(await check({})).toMatchObject({ wrong: 0, unknown: 2 });
  expect(await check({ deep: true })).toMatchObject({ wrong: 0, unknown: 2 });
});

test('missing, failed and damaged are told apart, and each has its reason', async () => {
  const { check, redis } = await aCache(SOUND.slice(0, 6));
  await redis.ask('SET', KEYS.marker('ZZZZ'), JSON.stringify(aMarker()));
  await redis.ask('HSET', KEYS.tickerIndex, 'S0', 'damaged');
  const report = await check({ tickers: ['S0', 'S1', 'ZZZZ', 'NONE'] });
  expect(report).toMatchObject({
    wrong: 3,
    missing: ['NONE'],
    failed: [{ ticker: 'ZZZZ', code: 'not-found', error: 'No data found, symbol may be delisted' }],
    unreadable: [{ ticker: 'S0' }],
  });
});

test('who is in no list is named when nobody has asked for it in a month', async () => {
  const { check, redis } = await aCache([]);
  const at = (days: number) =>
    indexValue({
      fetchedAt: SIMULATED_AT.getTime() - days * 86_400_000,
      range: '5y',
      source: 'yahoo',
      compress: 'none',
    });
  await redis.ask('HSET', KEYS.tickerIndex, 'OLDCO', at(40), 'VOD.L', at(20), 'AAPL', at(40), 'QQQX', at(40));
  const { unlisted } = await check({ universe: 'sp500', tickers: undefined });
  expect(unlisted.map(({ ticker }) => ticker)).toContain('OLDCO');
  expect(unlisted.map(({ ticker }) => ticker)).not.toContain('VOD.L');
  expect(unlisted.map(({ ticker }) => ticker)).not.toContain('AAPL');
});

test('the index part of all US listings costs at most six commands', async () => {
  const { check, redis } = await aCache(SOUND.slice(0, 6));
  expect((await check({ universe: 'all', tickers: undefined })).total).toBeGreaterThan(6_000);
  expect(redis.requests.flat().length).toBeLessThanOrEqual(6);
  redis.requests.length = 0;
  const names = Array.from({ length: 7_000 }, (_, index) => `S${index}`);
  expect((await check({ tickers: names })).missing).toHaveLength(6_994);
  expect(redis.requests.flat().length).toBeLessThanOrEqual(6);
});

test('what is pruned is gone from documents, markers and index, and nothing else is', async () => {
  const { redis, check } = await aCache(SOUND.slice(0, 6));
  await redis.ask('SET', KEYS.marker('S1'), JSON.stringify(aMarker()));
  await pruneTickers(redis, ['S0', 'S1']);
  const keys = [KEYS.ticker('S0'), KEYS.ticker('S1'), KEYS.marker('S1')];
  expect(await redis.ask('EXISTS', ...keys)).toBe(0);
  expect((await check({ deep: true })).missing).toEqual(['S0', 'S1']);
});
