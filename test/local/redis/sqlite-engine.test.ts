import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { RedisEngine, RedisValue } from '../../../src/local/redis/engine.ts';
import { createSqliteEngine } from '../../../src/local/redis/sqlite-engine.ts';
import { StartRefused } from '../../../src/local/start-refused.ts';

let file: string;
let clock: number;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'fill-cache-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, 'data', 'redis.sqlite');
  clock = 1_700_000_000_250;
});

async function openEngine(): Promise<RedisEngine> {
  const engine = createSqliteEngine({ file, now: () => clock });
  onTestFinished(() => engine.close().catch(() => {}));
  return engine;
}

async function run(engine: RedisEngine, ...lines: string[]): Promise<RedisValue[]> {
  const replies = await engine.execute(
    lines.map((line) => line.split(' ')),
    'pipeline',
  );
  return replies.map((reply) => ('error' in reply ? reply.error : reply.result));
}

test('what was written is there after the file is opened again', async () => {
  const first = await openEngine();
  await run(first, 'SET a 1', 'HSET h f v', 'ZADD z 1.5 m', 'SADD s m', 'EXPIRE a 100');
  await first.close();
  const second = await openEngine();
  expect(await run(second, 'GET a', 'HGETALL h', 'ZRANGE z 0 -1 WITHSCORES', 'SMEMBERS s', 'TTL a')).toEqual([
    '1',
    ['f', 'v'],
    ['m', '1.5'],
    ['m'],
    100,
  ]);
});

test('a key is there to its last millisecond and then gone for every command', async () => {
  const engine = await openEngine();
  await run(engine, 'SET a 1 EX 1', 'HSET h f v', 'EXPIRE h 1', 'SET b 1');
  clock += 999;
  expect(await run(engine, 'TTL a', 'GET a', 'HGET h f')).toEqual([0, '1', 'v']);
  clock += 1;
  expect(await run(engine, 'GET a', 'TTL a', 'HLEN h', 'KEYS *', 'DBSIZE')).toEqual([null, -2, 0, ['b'], 1]);
});

test('an expired key leaves nothing behind in the file', async () => {
  const engine = await openEngine();
  await run(
    engine,
    'SET a 1 EX 1',
    'HSET h f v',
    'EXPIRE h 1',
    'ZADD z 1 m',
    'EXPIRE z 1',
    'SADD s m',
    'EXPIRE s 1',
  );
  clock += 1_000;
  await run(engine, 'PING');
  await engine.close();
  const counts = new DatabaseSync(
    file,
  ).prepare(`SELECT (SELECT count(*) FROM keys) + (SELECT count(*) FROM strings) +
    (SELECT count(*) FROM hash_fields) + (SELECT count(*) FROM zset_members) + (SELECT count(*) FROM set_members) AS n`);
  expect(counts.get()).toEqual({ n: 0 });
});

test('a score is written as the shortest decimal that is the same number', async () => {
  const engine = await openEngine();
  await run(engine, 'ZADD z 0.1 a 1700000000000 b -1.50 c inf d');
  expect(await run(engine, 'ZRANGE z 0 -1 WITHSCORES')).toEqual([
    ['c', '-1.5', 'a', '0.1', 'b', '1700000000000', 'd', 'inf'],
  ]);
});

test.each(['a\\*', '*'.repeat(5)])(
  'the pattern %s, which it would match otherwise than Redis, is refused',
  async (pattern) => {
    const [keys, scan] = await run(await openEngine(), `KEYS ${pattern}`, `SCAN 0 MATCH ${pattern}`);
    expect([keys, scan]).toEqual(
      Array(2).fill('ERR the local Redis takes patterns without \\ and with at most 4 *'),
    );
  },
);

test('SCAN sees every key once, however small its steps, also when keys are overwritten meanwhile', async () => {
  const engine = await openEngine();
  const names = Array.from({ length: 25 }, (_, at) => `k${at}`);
  await run(engine, ...names.map((name) => `SET ${name} v`));
  const seen: RedisValue[] = [];
  let cursor: RedisValue = '0';
  do {
    const [reply] = await run(engine, `SCAN ${cursor} COUNT 4`, 'HSET other f v', 'SET k3 w', 'SET k20 w');
    const [next = null, found = null]: RedisValue[] = Array.isArray(reply) ? reply : [];
    seen.push(...(Array.isArray(found) ? found : []));
    cursor = next;
  } while (cursor !== '0');
  expect(seen.toSorted()).toEqual([...names, 'other'].toSorted());
});

test('a command that it does not know is refused with the reason and what to do', async () => {
  const [answer] = await run(await openEngine(), `INCR counter ${'x'.repeat(60_000)}`);
  expect(answer).toMatch(/^ERR unknown command 'INCR', with args beginning with: 'counter' 'x+/);
  expect(answer).toMatch(
    /knows only the commands that fill-cache uses; REDIS_URL puts a real Redis in its place\)$/,
  );
  expect(String(answer).length).toBeLessThan(400);
});

test('a request that cannot be saved is refused whole, and the next one is served', async () => {
  const engine = await openEngine();
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec(
    `CREATE TRIGGER full BEFORE INSERT ON keys WHEN NEW.name = 'b' BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  );
  await expect(run(engine, 'SET a 1', 'SET b 1')).rejects.toThrow('disk full');
  expect(await run(engine, 'GET a', 'SET c 1')).toEqual([null, 'OK']);
});

test('data of a newer version are left alone, with a sentence that says what to do', async () => {
  await (await openEngine()).close();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 2');
  newer.close();
  const tooNew =
    /redis\.sqlite was written by a newer fill-cache \(data version 2; this one knows 1\): update/;
  await expect(openEngine()).rejects.toThrow(StartRefused);
  await expect(openEngine()).rejects.toThrow(tooNew);
});

test('a file that is no database is left alone', async () => {
  file = join(file, '..', '..', 'notes.txt');
  writeFileSync(
    file,
    'my notes, at least as long as the header of a database file would be: a hundred bytes or so',
  );
  await expect(openEngine()).rejects.toThrow(StartRefused);
  await expect(openEngine()).rejects.toThrow(
    /notes\.txt cannot be opened \(file is not a database\): move it away/,
  );
});
