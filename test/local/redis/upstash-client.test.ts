import { Redis } from '@upstash/redis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EACH_REDIS_SERVER, type TestRedisServer } from '../../support/redis-servers.ts';

for (const { engine, tags, start } of EACH_REDIS_SERVER)
  describe(`@upstash/redis on the face of ${engine}`, { tags }, () => {
    let face: TestRedisServer;

    beforeAll(async () => {
      face = await start();
    });
    afterAll(() => face.close());
    beforeEach(() => face.engine.execute([['FLUSHDB']], 'pipeline'));

    const byDefault = () => new Redis({ url: face.url, token: face.token, enableTelemetry: false });
    const raw = () =>
      new Redis({
        url: face.url,
        token: face.token,
        enableTelemetry: false,
        enableAutoPipelining: false,
        responseEncoding: false,
        automaticDeserialization: false,
      });

    test('by default it gets back what it put in, decoded and parsed', async () => {
      const redis = byDefault();
      expect(await redis.set('doc', { name: 'naïve', closes: [1.5, null] }, { ex: 100 })).toBe('OK');
      expect(await redis.get('doc')).toEqual({ name: 'naïve', closes: [1.5, null] });
      expect(await redis.hset('h', { a: 1, b: 'OK' })).toBe(2);
      expect(await redis.hgetall('h')).toEqual({ a: 1, b: 'OK' });
      expect(await redis.zadd('z', { score: 2, member: 'm' })).toBe(1);
      expect(await redis.zrange('z', 0, -1, { withScores: true })).toEqual(['m', 2]);
    });

    test('without decoding it gets the strings as they are', async () => {
      const redis = raw();
      expect(await redis.mset({ a: '007', b: 'OK' })).toBe('OK');
      expect(await redis.mget('a', 'b', 'c')).toEqual(['007', 'OK', null]);
      expect(await redis.hset('h', { f: '1' })).toBe(1);
      expect(await redis.hgetall('h')).toEqual(['f', '1']);
      expect(await redis.scan(0, { match: 'h*', count: 1000 })).toEqual(['0', ['h']]);
    });

    test.each(['pipeline', 'multi'] as const)('%s() keeps errors apart', async (kind) => {
      const batch = raw()[kind]().set('k', 'v').hget('k', 'f').get('k');
      const replies = await batch.exec({ keepErrors: true });
      expect(replies.map(({ error, result }) => error?.slice(0, 9) ?? result)).toEqual([
        'OK',
        'WRONGTYPE',
        'v',
      ]);
    });

    test('a wrong token is an error that says so', async () => {
      const redis = new Redis({ url: face.url, token: 'wrong', enableTelemetry: false });
      await expect(redis.get('k')).rejects.toThrow('WRONGPASS');
    });
  });
