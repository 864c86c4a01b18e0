import { gzipSync } from 'node:zlib';
import { Redis as Upstash } from '@upstash/redis';
import { build } from 'esbuild';
import { createClient } from 'redis';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import type { TickerDocument } from '../src/documents/ticker-document.ts';
import {
  type GetClient,
  type MgetClient,
  type ReadTickers,
  readTicker,
  readTickers,
  type TickerColumns,
  TickerReadError,
  type TickerRows,
} from '../src/reader.ts';
import { startRealRedis } from './support/real-redis.ts';
import { startEmbeddedRedis } from './support/redis-servers.ts';
import { aDocument } from './support/scripted-source.ts';

const WEEKS: Partial<TickerDocument> = {
  // From a Thursday to the Monday after the next: three weeks, two months.
  dates: ['2026-10-29', '2026-10-30', '2026-11-02', '2026-11-03', '2026-11-09'],
  open: [10, 11, null, 13, null],
  high: [12, 15, null, 14, null],
  low: [9, 8, null, 12, null],
  close: [11, 14, 13, null, null],
  adjClose: [5.5, 7, null, null, null],
  volume: [100, 200, null, 50, null],
  dividends: [{ date: '2026-10-30', amount: 0.5 }],
  splits: [{ date: '2026-11-03', numerator: 2, denominator: 1 }],
};

/** A client as ioredis has it, over these values. */
function aClient(values: Record<string, unknown>) {
  const asked: string[][] = [];
  const read = async (keys: string[]) => {
    asked.push(keys);
    return keys.map((key) => values[key] ?? null);
  };
  return { asked, get: async (key: string) => (await read([key]))[0], mget: read };
}

const json = JSON.stringify(aDocument('BRK-B'));
const packed = `gz:${gzipSync(json).toString('base64')}`;

test.each([
  ['plain text', json],
  ['gzip', packed],
  ['an object that the client has parsed', JSON.parse(json)],
  ['bytes', Buffer.from(packed)],
])('%s is read, in either spelling', async (_, value) => {
  const redis = aClient({ 'ticker-data:BRK-B': value });
  for (const ticker of ['BRK.B', 'BRK-B', 'brk/b']) {
    expect(await readTicker(redis, ticker)).toEqual(aDocument('BRK-B'));
  }
});

test('a ticker that Redis has no document of is null', async () => {
  expect(await readTicker(aClient({}), 'ZZZZ')).toBeNull();
});

test('a letter that may be an exchange or a class is read as either', async () => {
  const redis = aClient({ 'ticker-data:MKC-V': JSON.stringify(aDocument('MKC-V')) });
  expect((await readTicker(redis, 'MKC.V'))?.symbol).toBe('MKC-V');
  expect([...(await readTickers(redis, ['MKC.V'])).tickers.keys()]).toEqual(['MKC.V']);
});

test.each([
  [{ from: '2026-11-02' }, ['2026-11-02', '2026-11-03', '2026-11-09'], 0, 1],
  [{ to: '2026-10-31' }, ['2026-10-29', '2026-10-30'], 1, 0],
  [{ from: '2026-10-30', to: '2026-10-30' }, ['2026-10-30'], 1, 0],
  [{ from: '2027-01-01' }, [], 0, 0],
])('between the dates %j are %j', async (range, dates, dividends, splits) => {
  const redis = aClient({ 'ticker-data:A': JSON.stringify(aDocument('A', WEEKS)) });
  const read = await readTicker(redis, 'A', range);
  expect([read?.dates, read?.dividends.length, read?.splits.length]).toEqual([dates, dividends, splits]);
  expect(read?.close).toHaveLength(dates.length);
});

test.each([
  [
    '1wk' as const,
    { dates: ['2026-10-29', '2026-11-02', '2026-11-09'], open: [10, 13, null], high: [15, 14, null] },
    { low: [8, 12, null], close: [14, 13, null], adjClose: [7, null, null], volume: [300, 50, null] },
  ],
  [
    '1mo' as const,
    { dates: ['2026-10-29', '2026-11-02'], open: [10, 13], high: [15, 14] },
    { low: [8, 12], close: [14, 13], adjClose: [7, null], volume: [300, 50] },
  ],
])('rows of %s take what is known of their days', async (interval, some, others) => {
  const redis = aClient({ 'ticker-data:A': JSON.stringify(aDocument('A', WEEKS)) });
  expect(await readTicker(redis, 'A', { interval })).toMatchObject({ interval, ...some, ...others });
});

test('as rows, a history is one object for each day', async () => {
  const redis = aClient({ 'ticker-data:A': JSON.stringify(aDocument('A', WEEKS)) });
  const read = await readTicker(redis, 'A', { as: 'rows', to: '2026-10-29' });
  const row = { date: '2026-10-29', open: 10, high: 12, low: 9, close: 11, adjClose: 5.5, volume: 100 };
  expect(read).toMatchObject({ symbol: 'A', rows: [row] });
  expect(read).not.toHaveProperty('close');
});

test('many tickers are read by 50, each under the name that was asked for', async () => {
  const names = Array.from({ length: 120 }, (_, at) => `T${at}`);
  const redis = aClient(
    Object.fromEntries(names.map((name) => [`ticker-data:${name}`, JSON.stringify(aDocument(name))])),
  );
  const read = await readTickers(redis, [...names, 't1', 'GONE', 'a b']);
  expect(redis.asked.map((keys) => keys.length)).toEqual([50, 50, 22]);
  expect([read.tickers.size, read.tickers.get('t1')?.symbol, read.missing]).toEqual([121, 'T1', ['GONE']]);
  expect(read.errors.map(({ code, ticker }) => [code, ticker])).toEqual([['ticker', 'a b']]);
});

test('a value that is no document costs the other tickers nothing', async () => {
  const redis = aClient({ 'ticker-data:A': '{', 'ticker-data:B': JSON.stringify(aDocument('B')) });
  const { tickers, errors } = await readTickers(redis, ['A', 'B']);
  expect([[...tickers.keys()], errors.map(({ key }) => key)]).toEqual([['B'], ['ticker-data:A']]);
});

test.each([
  ['{', 'the value is no JSON'],
  ['gz:AAAA', 'the value is no base64 of gzipped JSON'],
  ['7', 'the value is no JSON object'],
  [JSON.stringify({ ...aDocument('A'), v: 2 }), 'it is of version 2, and this reader knows version 1'],
  [JSON.stringify(aDocument('B')), 'it is the document of "B"'],
  [JSON.stringify({ ...aDocument('A'), close: [] }), 'close has 0 rows, dates has 2'],
  [JSON.stringify({ ...aDocument('A'), open: undefined }), 'it has no list "open"'],
  [JSON.stringify({ ...aDocument('A'), splits: null }), 'it has no list "splits"'],
])('of the value %.20s an error says: %s', async (value, reason) => {
  const reading = readTicker(aClient({ 'ticker-data:A': value }), 'a');
  await expect(reading).rejects.toMatchObject({
    name: 'TickerReadError',
    code: 'document',
    message: `ticker-data:A holds no document of a: ${reason}.`,
    ticker: 'a',
    key: 'ticker-data:A',
  });
});

test.each([
  [{ from: '2026-02-30' }, 'from is "2026-02-30": it must be a date such as 2026-11-20.'],
  [{ to: '20.11.2026' }, 'to is "20.11.2026": it must be a date such as 2026-11-20.'],
  [
    { from: '2026-02-02', to: '2026-02-01' },
    'from is "2026-02-02": it must not be later than to, which is 2026-02-01.',
  ],
  [{ interval: '5m' }, 'interval is "5m": it must be 1d, 1wk or 1mo.'],
  [{ as: 'table' }, 'as is "table": it must be columns or rows.'],
  [{ form: 'rows' }, '"form" is no option: it must be from, to, interval or as.'],
  [{ as: 'rows', From: '2026-01-02' }, '"From" is no option: it must be from, to, interval or as.'],
])('the option %j is refused: %s', async (options, message) => {
  const redis = aClient({});
  await expect(readTicker(redis, 'A', options as object)).rejects.toMatchObject({ code: 'option', message });
  await expect(readTickers(redis, ['A'], options as object)).rejects.toMatchObject({
    code: 'option',
    message,
  });
  expect(redis.asked).toEqual([]);
});

test('an error of the client is kept as the cause', async () => {
  const cause = new Error('WRONGPASS');
  const redis = { get: () => Promise.reject(cause), mget: () => Promise.reject(cause) };
  await expect(readTicker(redis, 'A')).rejects.toMatchObject({
    code: 'redis',
    message: 'ticker-data:A cannot be read: WRONGPASS',
    cause,
  });
  await expect(readTickers(redis, ['A'])).rejects.toThrow(TickerReadError);
});

test.each([true, false])(
  'the client of Upstash reads it, with automaticDeserialization %s',
  async (automaticDeserialization) => {
    const { url, token, close } = await startEmbeddedRedis();
    onTestFinished(close);
    const redis = new Upstash({ url, token, automaticDeserialization, enableTelemetry: false });
    await redis.set('ticker-data:BRK-B', json);
    await redis.set('ticker-data:A', `gz:${gzipSync(JSON.stringify(aDocument('A'))).toString('base64')}`);
    expect(await readTicker(redis, 'BRK.B')).toEqual(aDocument('BRK-B'));
    const { tickers, missing } = await readTickers(redis, ['BRK.B', 'A', 'B']);
    expect([[...tickers.keys()], missing]).toEqual([['BRK.B', 'A'], ['B']]);
  },
);

test('the client of Redis reads it', { tags: ['redis-server'] }, async () => {
  const server = await startRealRedis();
  onTestFinished(() => server.close());
  const redis = createClient({ url: server.url });
  await redis.connect();
  onTestFinished(() => redis.destroy());
  await redis.set('ticker-data:BRK-B', packed);
  expect(await readTicker(redis, 'BRK.B')).toEqual(aDocument('BRK-B'));
  expect([...(await readTickers(redis, ['BRK.B'])).tickers.keys()]).toEqual(['BRK.B']);
});

test('the options decide the type', () => {
  const redis: GetClient & MgetClient = aClient({});
  expectTypeOf(readTicker(redis, 'A')).toEqualTypeOf<Promise<TickerColumns | null>>();
  expectTypeOf(readTicker(redis, 'A', { from: '2026-01-01' })).toEqualTypeOf<Promise<TickerColumns | null>>();
  expectTypeOf(readTicker(redis, 'A', { as: 'rows' })).toEqualTypeOf<Promise<TickerRows | null>>();
  expectTypeOf(readTickers(redis, ['A'], { as: 'rows' })).toEqualTypeOf<Promise<ReadTickers<TickerRows>>>();
});

test('bundled for a browser it is at most 4 KB gzipped, without a package or a module of Node', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/reader.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
  });
  expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(4096);
  expect(Object.keys(metafile.inputs).filter((file) => !file.startsWith('src/'))).toEqual([]);
});
