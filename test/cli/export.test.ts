import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { CachePort } from '../../src/cli/ports.ts';
import { storedDocument } from '../../src/documents/stored-document.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { openCache } from '../../src/jobs/open-cache.ts';
import { readHistories } from '../../src/jobs/read-histories.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';
import { aDocument } from '../support/scripted-source.ts';
import { runAt } from './client-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fill-cache-export-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** A cache in memory, and the command on it. */
async function aCache(documents: readonly TickerDocument[]) {
  const redis = createMemoryRedis();
  for (const document of documents) {
    const { value, entry } = await storedDocument(document, document.symbol === 'A' ? 'gzip' : 'none');
    await redis.ask('SET', KEYS.ticker(document.symbol), value);
    await redis.ask('HSET', KEYS.tickerIndex, document.symbol, indexValue(entry));
  }
  const cache: CachePort = {
    check: () => Promise.reject(new Error('no check is made')),
    prune: async () => {},
    read: (tickers, dates) => readHistories(redis, tickers, dates),
  };
  const manner = { openCache: async () => cache };
  return {
    redis,
    run: (words: string, more = {}) => runAt('', ['export', ...words.split(' ')], { ...manner, ...more }),
  };
}

const A = aDocument('A', {
  volume: [1_000, null],
  dividends: [{ date: '2026-11-20', amount: 0.5 }],
  splits: [{ date: '2026-11-23', numerator: 4, denominator: 1 }],
});
const HEAD = 'ticker,date,open,high,low,close,adjClose,volume,dividend,split,capitalGain';

test('all that is cached is written to one CSV, by name', async () => {
  const { run } = await aCache([aDocument('BRK-B'), A]);
  const { code, output } = await run(`--out ${folder}/all.csv`);
  expect([code, output]).toEqual([0, `4 rows of 2 tickers were written to ${folder}/all.csv, 304 bytes.\n`]);
  expect((await readFile(`${folder}/all.csv`, 'utf8')).split('\r\n')).toEqual([
    HEAD,
    'A,2026-11-20,101.5,101.5,101.5,101.5,101.5,1000,0.5,,',
    'A,2026-11-23,102.25,102.25,102.25,102.25,102.25,,,4:1,',
    'BRK-B,2026-11-20,101.5,101.5,101.5,101.5,101.5,1000,,,',
    'BRK-B,2026-11-23,102.25,102.25,102.25,102.25,102.25,2000,,,',
    '',
  ]);
  expect(await readdir(folder)).toEqual(['all.csv']);
});

test('another library reads the Parquet file', async () => {
  const { run } = await aCache([A]);
  expect((await run(`--format parquet --out ${folder}/a.parquet`)).code).toBe(0);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/a.parquet`) });
  const price = (value: number) => ({ open: value, high: value, low: value, close: value, adjClose: value });
  expect(rows).toEqual([
    {
      ...{ ticker: 'A', date: new Date('2026-11-20'), ...price(101.5), volume: 1_000 },
      ...{ dividend: 0.5, split: null, capitalGain: null },
    },
    {
      ...{ ticker: 'A', date: new Date('2026-11-23'), ...price(102.25), volume: null },
      ...{ dividend: null, split: '4:1', capitalGain: null },
    },
  ]);
});

test('a long history is written in several row groups', async () => {
  const dates = Array.from({ length: 30_000 }, (_, day) =>
    new Date(day * 86_400_000).toISOString().slice(0, 10),
  );
  const column = dates.map((_, at) => at);
  const columns = {
    open: column,
    high: column,
    low: column,
    close: column,
    adjClose: column,
    volume: column,
  };
  const long = (symbol: string) => aDocument(symbol, { dates, ...columns });
  const { run } = await aCache([long('A'), long('B'), long('C')]);
  await run(`--format parquet --out ${folder}/a.parquet`);
  const file = await asyncBufferFromFile(`${folder}/a.parquet`);
  const { row_groups } = await parquetMetadataAsync(file);
  expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([60_000n, 30_000n]);
  const rows = await parquetReadObjects({ file, rowStart: 89_999 });
  expect(rows).toMatchObject([{ ticker: 'C', close: 29_999 }]);
});

test.each(['csv', 'parquet'])('one %s for each ticker goes into a folder', async (format) => {
  const { run } = await aCache([A, aDocument('BRK-B')]);
  const { output } = await run(`--format ${format} --per-ticker --out ${folder}/each`);
  expect(output).toContain(`4 rows of 2 tickers were written to 2 files in ${folder}/each, `);
  expect((await readdir(`${folder}/each`)).sort()).toEqual([`A.${format}`, `BRK-B.${format}`]);
});

test('a list and dates choose what is written', async () => {
  const { run } = await aCache([A, aDocument('BRK-B')]);
  await writeFile(`${folder}/list.txt`, 'brk.b');
  await run(`--file ${folder}/list.txt --from 2026-11-21 --to 2026-11-23 --out ${folder}/b.csv`);
  const lines = (await readFile(`${folder}/b.csv`, 'utf8')).trim().split('\r\n');
  expect(lines.map((line) => line.slice(0, 16))).toEqual([HEAD.slice(0, 16), 'BRK-B,2026-11-23']);
});

test('what cannot be read is named, and ends with 1; the rest is written', async () => {
  const { run, redis } = await aCache([A, aDocument('B')]);
  await redis.ask('SET', KEYS.ticker('B'), '{');
  const { code, output } = await run(`--tickers A,B,C --out ${folder}/a.csv`);
  expect([code, output.split('\n')[1]]).toEqual([
    1,
    '2 tickers could not be read: B (Not a ticker-data document: the value is no JSON), C (It is not cached.)',
  ]);
  expect((await readFile(`${folder}/a.csv`, 'utf8')).trim().split('\r\n')).toHaveLength(3);
});

test('where nothing can be read, nothing is written', async () => {
  const { run } = await aCache([]);
  const { code, output } = await run(`--json --tickers A --out ${folder}/a.csv`);
  expect([code, JSON.parse(output)]).toMatchObject([1, { tickers: 0, unread: [{ ticker: 'A' }] }]);
  expect(await readdir(folder)).toEqual([]);
});

test('a file that is there is replaced only by --force', async () => {
  const { run } = await aCache([A]);
  await writeFile(`${folder}/a.csv`, 'mine');
  const refused = await run(`--out ${folder}/a.csv`);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    `"${folder}/a.csv" is there already: choose another --out, or replace it by --force.\n`,
  ]);
  expect((await run(`--per-ticker --out ${folder}`)).code).toBe(2);
  expect(await readFile(`${folder}/a.csv`, 'utf8')).toBe('mine');
  await run(`--out ${folder}/a.csv --force`);
  expect(await readFile(`${folder}/a.csv`, 'utf8')).toContain(HEAD);
});

test('Ctrl-C removes the file that is being written', async () => {
  const { run } = await aCache([A, aDocument('B')]);
  const stop = new AbortController();
  stop.abort();
  const { code, stderr } = await run(`--out ${folder}/a.csv`, { stop });
  expect([code, stderr, await readdir(folder)]).toEqual([
    130,
    'Nobody waits any more: the file that was being written is removed.\n',
    [],
  ]);
});

test.each([
  ['--from 2026-13-01', '--from is "2026-13-01": it must be a date such as 2026-11-20.'],
  [
    '--from 2026-02-02 --to 2026-02-01',
    '--from is "2026-02-02": it must not be later than to, which is 2026-02-01.',
  ],
  ['--format xlsx', '--format is "xlsx": it must be csv or parquet.'],
  ['--tickers A --file list', '--tickers and --file each name the tickers: leave one of them out.'],
  ['--tickers AB/CD', '--tickers holds "AB/CD", which is no symbol'],
])('export %s is refused in one sentence', async (words, sentence) => {
  const { run } = await aCache([]);
  const { code, stderr } = await run(words);
  expect([code, stderr.startsWith(sentence), stderr.trim().split('\n').length]).toEqual([2, true, 1]);
});

test('without a database export says which variables name one', async () => {
  const open = async (reader?: string) => openCache({}, { clock: systemClock, fetch }, reader);
  const { code, stderr } = await runAt('', 'export', { openCache: open });
  expect([code, stderr]).toEqual([
    2,
    'export reads Redis itself: set UPSTASH_REDIS_REST_URL (an https or http address) and UPSTASH_REDIS_REST_TOKEN.\n',
  ]);
});

test('on a terminal a bar shows how far it is', async () => {
  const { run } = await aCache([A]);
  const { stderr } = await run(`--out ${folder}/a.csv`, { terminal: true });
  expect(stderr).toContain('█] 1/1 tickers · 100.0 %');
});

test('a folder is never replaced by a file, nor a file by a folder', async () => {
  const { run } = await aCache([A]);
  await writeFile(`${folder}/a.csv`, 'mine');
  const file = await run(`--out ${folder} --force`);
  const each = await run(`--per-ticker --out ${folder}/a.csv --force`);
  expect([file.stderr, each.stderr]).toEqual([
    `"${folder}" is a folder: choose another --out.\n`,
    `"${folder}/a.csv" is a file: choose another --out.\n`,
  ]);
  expect(await readdir(folder)).toEqual(['a.csv']);
});

test('a place where nothing can be written is refused before anything is read', async () => {
  const { run, redis } = await aCache([A]);
  await writeFile(`${folder}/a.csv`, 'mine');
  redis.requests.length = 0;
  const { code, stderr } = await run(`--out ${folder}/a.csv/b.csv`);
  expect([code, stderr, redis.requests]).toEqual([
    2,
    `"${folder}/a.csv/b.csv" cannot be written (ENOTDIR): choose another --out.\n`,
    [],
  ]);
});

test('what of the list is no symbol is said', async () => {
  const { run } = await aCache([A]);
  const { code, stderr } = await run(`--tickers A,=1+1 --out ${folder}/a.csv`);
  expect([code, stderr]).toEqual([0, '--tickers: 1 entry is no symbol and was left out: "=1+1".\n']);
});

test.each([
  ['a.parquet', 'PAR1'],
  ['A.PARQUET', 'PAR1'],
  ['a.csv', 'tick'],
  ['a.txt', 'tick'],
])('without --format, %s is written as its ending says', async (name, begins) => {
  const { run } = await aCache([A]);
  expect((await run(`--out ${folder}/${name}`)).code).toBe(0);
  expect((await readFile(`${folder}/${name}`, 'latin1')).slice(0, 4)).toBe(begins);
});

test.each([
  ['--out -', '--out is "-": it must be the path of a file or a folder.\n'],
  ['--out a.parquet --format csv', '--out ends with .parquet, but --format is csv: change one of them.\n'],
])('%s is refused', async (words, message) => {
  const { run } = await aCache([A]);
  const { code, stderr } = await run(words);
  expect([code, stderr]).toEqual([2, message]);
});
