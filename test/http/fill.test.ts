import { expect, test } from 'vitest';
import { SourceUnreachable } from '../../src/sources/source-unreachable.ts';
import { KEYS } from '../../src/store/keys.ts';
import { createRedis } from '../../src/store/redis.ts';
import { anApi } from '../support/api-run.ts';
import { createScriptedSource, noAnswer, noData, refused } from '../support/scripted-source.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `T${index}`);

test.each([
  [49, undefined, false],
  [50, undefined, true],
  [200, false, false],
  [1, true, true],
])('%d tickers with useBatch %s: as a job is %s', async (count, useBatch, batchMode) => {
  const { settle, post } = anApi();
  const { body } = await settle(post('fill-cache', { tickers: names(count), useBatch }));
  expect(body.batchMode).toBe(batchMode);
});

test('direct fills side by side ask the source no faster than one', async () => {
  const { settle, post, clock, source } = anApi();
  const begun = clock.now();
  const fills = Array.from({ length: 8 }, (_, fill) =>
    post('fill-cache', { tickers: names(5).map((name) => `${name}-${fill}`), requestsPerSecond: 10 }),
  );
  await Promise.all(fills.map(settle));
  expect(source.asked).toHaveLength(40);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(3_900);
});

test.each([
  [['ZZZZ'], 'Filled 0 of 1 ticker: 1 failed'],
  [['ZZZZ', 'ZZZY'], 'Filled 0 of 2 tickers: 2 failed'],
  [['AAPL'], 'Filled 1 of 1 ticker'],
  [['AAPL', 'MSFT', 'ZZZZ', 'ZZZY'], 'Filled 2 of 4 tickers: 2 failed'],
  [['AAPL', 'MSFT', 'ZZZZ', 'IBM'], 'Filled 3 of 4 tickers: 1 failed'],
])('the message says of %j that it %s', async (tickers, message) => {
  const { settle, post } = anApi({ source: createScriptedSource({ ZZZZ: noData, ZZZY: noData }) });
  expect((await settle(post('fill-cache', { tickers }))).body).toMatchObject({ message });
});

test('201 tickers at once are too many', async () => {
  const { settle, post, redis } = anApi();
  const { status, body } = await settle(post('fill-cache', { tickers: names(201), useBatch: false }));
  expect([status, body.issues[0].path]).toEqual([400, 'tickers']);
  expect(redis.requests).toEqual([]);
});

test('refresh fetches again what is fresh and what is marked', async () => {
  const source = createScriptedSource({ T1: noData });
  const { settle, post } = anApi({ source });
  await settle(post('fill-cache', { tickers: names(2) }));
  const again = await settle(post('fill-cache', { tickers: names(2) }));
  expect(again.body.results.map((result: { status: string }) => result.status)).toEqual(['cached', 'failed']);
  expect(source.asked).toHaveLength(2);
  await settle(post('fill-cache', { tickers: names(2), action: 'refresh' }));
  expect(source.asked).toHaveLength(4);
});

test('a refresh that succeeds takes the marker of an earlier failure away', async () => {
  const source = createScriptedSource({
    T0: [
      noData,
      () => Promise.resolve(createScriptedSource().fetchHistory('T0', '5y', new AbortController().signal)),
    ],
  });
  const { settle, post, redis } = anApi({ source });
  await settle(post('fill-cache', { tickers: ['T0'] }));
  expect(await redis.ask('GET', KEYS.marker('T0'))).toContain('no-data');
  await settle(post('fill-cache', { tickers: ['T0'], action: 'refresh' }));
  expect(await redis.ask('GET', KEYS.marker('T0'))).toBeNull();
});

test('a large refresh is a job of all, fresh or not', async () => {
  const { settle, post, get } = anApi();
  await settle(post('fill-cache', { tickers: names(40) }));
  const { body } = await settle(post('fill-cache', { tickers: names(60), action: 'refresh' }));
  const status = await settle(get(`fill-cache-batch-status?jobId=${body.jobId}&detailed=true`));
  expect(status.body.tickersToProcess).toHaveLength(60);
});

test('what the time did not reach is pending, and nothing is said of it', async () => {
  const source = createScriptedSource({ T1: 'hang' });
  const { settle, post, redis, clock } = anApi({ source });
  const before = clock.now();
  const { status, body } = await settle(post('fill-cache', { tickers: names(3) }));
  expect(clock.now() - before).toBeLessThanOrEqual(240_000);
  expect([status, body.message, body.progress.percentage]).toEqual([200, 'Filled 2 of 3 tickers', 66.6]);
  expect(body.results[1]).toEqual({ ticker: 'T1', status: 'pending' });
  expect(await redis.ask('EXISTS', KEYS.marker('T1'), KEYS.ticker('T1'))).toBe(0);
});

test('of a document that Redis did not take the index says nothing', async () => {
  const { settle, post, redis } = anApi();
  redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) throw new Error('MSET was lost');
  };
  await settle(post('fill-cache', { tickers: ['T0'] })).catch(() => undefined);
  expect(await redis.ask('EXISTS', KEYS.ticker('T0'), KEYS.tickerIndex)).toBe(0);
});

test('a source that refuses from the first ticker on is 502, with the time to come back', async () => {
  const { settle, post } = anApi({ source: createScriptedSource({}, () => refused(900_000)) });
  const { status, body, headers } = await settle(post('fill-cache', { tickers: names(3) }));
  expect([status, body.code]).toEqual([502, 'source-refused']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(600);
});

test('a source that is silent leaves all pending', async () => {
  const { settle, post } = anApi({ source: createScriptedSource({}, () => noAnswer) });
  const { status, body } = await settle(post('fill-cache', { tickers: names(3) }));
  expect([status, body.progress.processed]).toEqual([200, 0]);
});

test('a gateway that does not answer is 502', async () => {
  const name = () => Promise.reject(new SourceUnreachable('http://127.0.0.1:9', 'refused', {}));
  const { settle, post } = anApi({ source: { ...createScriptedSource(), name } });
  const { status, body } = await settle(post('fill-cache', { tickers: ['AAPL'] }));
  expect([status, body.code]).toEqual([502, 'source-unreachable']);
});

test.each([
  [
    ['', 'B AD', ' ', '../x'],
    ['tickers.1', 'tickers.3'],
  ],
  [[], ['tickers']],
  [['AAPL', 7], ['tickers.1']],
  [7, ['tickers']],
])('the tickers %j are refused, and each wrong one is named', async (tickers, paths) => {
  const { settle, post, redis } = anApi();
  const { status, body } = await settle(post('fill-cache', { tickers }));
  expect(status).toBe(400);
  expect(body.issues.map(({ path }: { path: string }) => path)).toEqual(paths);
  expect(redis.requests).toEqual([]);
});

test('more than 20,000 tickers are 413', async () => {
  const { settle, post } = anApi();
  const { status, body } = await settle(post('fill-cache', { tickers: names(20_001) }));
  expect([status, body.code]).toEqual([413, 'too-many-tickers']);
});

test('a Redis that is away is 503, with what to do and without a secret', async () => {
  const redis = createRedis({ url: 'http://127.0.0.1:9', token: 'a-secret', retries: 0 });
  const { post } = anApi({ redis });
  const response = await post('fill-cache', { tickers: ['AAPL'] });
  const text = await response.text();
  expect([response.status, JSON.parse(text).code]).toEqual([503, 'redis-unavailable']);
  expect(text).not.toContain('a-secret');
});
