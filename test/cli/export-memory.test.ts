import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { storedDocument } from '../../src/documents/stored-document.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { startRealRedisServer } from '../support/redis-servers.ts';
import { aDocument } from '../support/scripted-source.ts';

const ROOT = join(import.meta.dirname, '../..');
const TICKERS = 7_000;

/** A database of 7,000 tickers of half a year; one value, under many names. */
async function aFullRedis() {
  const redis = await startRealRedisServer();
  onTestFinished(() => redis.close());
  const dates = Array.from({ length: 126 }, (_, day) =>
    new Date(1.78e12 + day * 86_400_000).toISOString().slice(0, 10),
  );
  const prices = dates.map((_, at) => 100 + at / 7);
  const columns = {
    open: prices,
    high: prices,
    low: prices,
    close: prices,
    adjClose: prices,
    volume: prices,
  };
  const { value, entry } = await storedDocument(aDocument('T0000', { dates, ...columns }), 'none');
  const names = Array.from({ length: TICKERS }, (_, at) => `T${String(at).padStart(4, '0')}`);
  for (let next = 0; next < names.length; next += 500) {
    const some = names.slice(next, next + 500);
    const documents = some.flatMap((name) => [KEYS.ticker(name), value.replace('T0000', name)]);
    const index = some.flatMap((name) => [name, indexValue(entry)]);
    const commands = [
      ['MSET', ...documents],
      ['HSET', KEYS.tickerIndex, ...index],
    ];
    await redis.engine.execute(commands, 'pipeline');
  }
  return redis;
}

test('7,000 tickers are exported in at most 400 MB', {
  tags: ['redis-server'],
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-export-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { url, token } = await aFullRedis();
  const env = {
    ...childEnvironment(),
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: token,
    BENCH_USAGE: join(folder, 'usage.json'),
  };
  const program = ['--import', './bench/report-usage.mjs', 'src/cli.ts'];
  const words = ['export', '--format', 'parquet', '--out', join(folder, 'all.parquet')];
  const { stdout } = await promisify(execFile)(process.execPath, [...program, ...words], { cwd: ROOT, env });
  expect(stdout).toMatch(/^882000 rows of 7000 tickers were written to /);
  const usage = JSON.parse(await readFile(env.BENCH_USAGE, 'utf8'));
  expect(usage.peakMegabytes).toBeLessThanOrEqual(400);
});
