import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { createRestServer } from '../../src/local/redis/rest-server.ts';
import { createSqliteEngine } from '../../src/local/redis/sqlite-engine.ts';
import { createRedis } from '../../src/store/redis.ts';
import { startRealRedisServer } from './redis-servers.ts';
import { type WatchedRedis, watchRedis } from './watched-redis.ts';

/** The store's contract: the same tests on the embedded Redis and on a real one, each over the REST face. */
export function onEachRedis(subject: string, tests: (redis: () => WatchedRedis) => void): void {
  for (const { engine, tags, start } of [
    { engine: 'the embedded Redis', tags: [], start: startFaceInMemory },
    { engine: 'a real Redis', tags: ['redis-server'], start: startRealRedisServer },
  ])
    describe(`${subject} on ${engine}`, { tags }, () => {
      let face: { url: string; token: string; close(): Promise<void> };
      let redis: WatchedRedis;

      beforeAll(async () => {
        face = await start();
      });
      afterAll(() => face.close());
      beforeEach(async () => {
        redis = watchRedis(createRedis({ url: face.url, token: face.token, retries: 0 }));
        await redis.ask('FLUSHDB');
      });
      tests(() => redis);
    });
}

/** The embedded Redis without its file: durability has tests of its own, and costs a flush to disk each. */
async function startFaceInMemory() {
  const engine = createSqliteEngine({ file: ':memory:', now: Date.now });
  const face = await createRestServer({ engine, token: 'test-token' });
  return { url: face.url, token: 'test-token', close: () => face.close() };
}
