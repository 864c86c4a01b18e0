import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type DataFolder, openDataFolder } from '../../src/local/data-folder.ts';
import { openRedis } from '../../src/local/open-redis.ts';
import { startRealRedis } from '../support/real-redis.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';

let folder: DataFolder;
beforeEach(async () => {
  const path = await mkdtemp(join(tmpdir(), 'fill-cache-home-'));
  folder = openDataFolder(path);
  return async () => {
    folder.close();
    await rm(path, { recursive: true });
  };
});

async function open(env: NodeJS.ProcessEnv) {
  const redis = await openRedis(env, folder);
  onTestFinished(() => redis.close());
  return redis;
}

test('without a database it is the embedded one, in the data folder', async () => {
  const { kind, place, token, redis } = await open({ REDIS_URL: '', UPSTASH_REDIS_REST_URL: '' });
  expect([kind, place, token]).toEqual(['embedded', join(folder.path, 'redis.sqlite'), folder.token]);
  expect(await redis.pipeline([['PING']])).toEqual(['PONG']);
});

test('it comes back on the port of the last time, so that the environment of an app stays valid', async () => {
  const first = await openRedis({}, folder);
  await first.close();
  folder.close();
  folder = openDataFolder(folder.path);
  expect((await open({})).url).toBe(first.url);
});

test('if that port is taken meanwhile, it takes another', async () => {
  const other = await startEmbeddedRedis();
  onTestFinished(() => other.close());
  await folder.onKeptPort('redisPort', async () => other);
  expect((await open({})).url).not.toBe(other.url);
});

test('an Upstash database is used as it is', async () => {
  const upstash = await startEmbeddedRedis();
  onTestFinished(() => upstash.close());
  const env = {
    UPSTASH_REDIS_REST_URL: upstash.url,
    UPSTASH_REDIS_REST_TOKEN: upstash.token,
    REDIS_URL: 'redis://unused',
  };
  expect(await open(env)).toMatchObject({ kind: 'upstash', url: upstash.url, place: upstash.url });
});

test('our own two lines, exported in the same shell, mean the embedded Redis', async () => {
  const env = { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1', UPSTASH_REDIS_REST_TOKEN: folder.token };
  expect((await open(env)).kind).toBe('embedded');
});

test('a Redis server is behind a REST API of our own', { tags: ['redis-server'] }, async () => {
  const server = await startRealRedis();
  onTestFinished(() => server.close());
  const { kind, redis, token } = await open({ REDIS_URL: server.url });
  expect([kind, token]).toEqual(['server', folder.token]);
  expect(await redis.pipeline([['PING']])).toEqual(['PONG']);
});

test('a wrong token is refused in one sentence', async () => {
  const upstash = await startEmbeddedRedis();
  onTestFinished(() => upstash.close());
  const env = { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: 'wrong' };
  await expect(openRedis(env, folder)).rejects.toThrow(/refuses the token .*Check UPSTASH_REDIS_REST_TOKEN/);
});

test.each([
  [
    { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1', UPSTASH_REDIS_REST_TOKEN: 'x' },
    /^Redis at http:\/\/127\.0\.0\.1:1 does not answer/,
  ],
  [
    { REDIS_URL: 'redis://me:s3cret@127.0.0.1:1' },
    /^The Redis at redis:\/\/127\.0\.0\.1:1 does not answer .*REDIS_URL\.$/,
  ],
  [
    { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1' },
    /^UPSTASH_REDIS_REST_URL is set, but UPSTASH_REDIS_REST_TOKEN is not: set both/,
  ],
  [
    { UPSTASH_REDIS_REST_TOKEN: 'x' },
    /^UPSTASH_REDIS_REST_TOKEN is set, but UPSTASH_REDIS_REST_URL is not: set both/,
  ],
  [{ REDIS_URL: 'localhost:6379' }, /^REDIS_URL is not usable: it must be an address such as redis:/],
  [
    { UPSTASH_REDIS_REST_URL: 'redis://x', UPSTASH_REDIS_REST_TOKEN: 'x' },
    /^UPSTASH_REDIS_REST_URL is not usable/,
  ],
])('%j is refused in one sentence', async (env, sentence) => {
  await expect(openRedis(env, folder)).rejects.toThrow(sentence);
});
