import { expect, onTestFinished, test } from 'vitest';
import type { RedisEngine } from '../../src/local/redis/engine.ts';
import { createRestServer } from '../../src/local/redis/rest-server.ts';
import { createSqliteEngine } from '../../src/local/redis/sqlite-engine.ts';
import { createRedis } from '../../src/store/redis.ts';
import { RedisRequestTooLarge } from '../../src/store/redis-error.ts';
import { writeStrings } from '../../src/store/write-strings.ts';

/** A Redis that takes requests of so many bytes; `sent` are the keys of each that it took. */
async function redisTaking(maxRequestBytes: number) {
  const embedded = createSqliteEngine({ file: ':memory:', now: Date.now });
  const sent: string[][] = [];
  const bytes: number[] = [];
  const engine: RedisEngine = {
    ...embedded,
    execute(commands, mode) {
      bytes.push(Buffer.byteLength(JSON.stringify(commands)));
      for (const [name, ...args] of commands)
        if (name === 'MSET') sent.push(args.filter((_, at) => at % 2 === 0));
      return embedded.execute(commands, mode);
    },
  };
  const face = await createRestServer({ engine, token: 't', maxRequestBytes });
  onTestFinished(() => face.close());
  return { sent, bytes, redis: createRedis({ url: face.url, token: 't', retries: 0 }) };
}

function strings(count: number, bytes: number, letter = 'x'): [string, string][] {
  return Array.from({ length: count }, (_, index) => [
    `k${index}`,
    letter.repeat(bytes / Buffer.byteLength(letter)),
  ]);
}

test('what fits goes in one command', async () => {
  const { redis, sent } = await redisTaking(10_000_000);
  await writeStrings(redis, strings(50, 100_000));
  expect(sent.map((keys) => keys.length)).toEqual([50]);
});

test('nothing is written without a command', async () => {
  const { redis, sent } = await redisTaking(10_000_000);
  await writeStrings(redis, []);
  expect(sent).toEqual([]);
});

test.each([
  ['plain text', 'x'],
  ['text that is longer in UTF-8', 'é'],
  ['what JSON escapes', '{"2026-11-20":1.25,'],
])('more than Upstash takes is split by bytes, in order, of %s', async (_, letter) => {
  const { bytes, redis, sent } = await redisTaking(100_000_000);
  await writeStrings(redis, strings(6, 2_000_000, letter));
  expect(sent.flat()).toEqual(strings(6, 0).map(([key]) => key));
  expect(Math.max(...bytes)).toBeLessThan(10_000_000);
});

test('where Redis takes less than expected, the group is halved until it fits', async () => {
  const { redis, sent } = await redisTaking(1_000_000);
  await writeStrings(redis, strings(7, 300_000));
  expect(sent).toEqual([
    ['k0', 'k1'],
    ['k2', 'k3'],
    ['k4', 'k5', 'k6'],
  ]);
});

test('one document that is too large by itself is an error that says what helps', async () => {
  const { redis, sent } = await redisTaking(100_000);
  const writing = writeStrings(redis, [
    ['small', 'x'],
    ['large', 'x'.repeat(200_000)],
  ]);
  await expect(writing).rejects.toThrow(RedisRequestTooLarge);
  await expect(writing).rejects.toThrow('Use a shorter range, or compress: gzip');
  expect(sent).toEqual([['small']]);
});
