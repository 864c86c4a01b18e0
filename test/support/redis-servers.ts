import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisEngine } from '../../src/local/redis/engine.ts';
import { createRedisServerEngine } from '../../src/local/redis/redis-server-engine.ts';
import { createRestServer } from '../../src/local/redis/rest-server.ts';
import { createSqliteEngine } from '../../src/local/redis/sqlite-engine.ts';
import { startRealRedis } from './real-redis.ts';

export interface TestRedisServer {
  url: string;
  token: string;
  engine: RedisEngine;
  /** Ends the face and what is behind it, and removes its data. */
  close(): Promise<void>;
}

const TOKEN = 'test-token';

/** Both kinds of Redis, for tests of what they have in common. */
export const EACH_REDIS_SERVER = [
  { engine: 'the embedded Redis', tags: [], start: () => startEmbeddedRedis() },
  { engine: 'a real Redis', tags: ['redis-server'], start: () => startRealRedisServer() },
];

/** The embedded Redis over a new file, behind its REST face. */
export async function startEmbeddedRedis(now: () => number = Date.now): Promise<TestRedisServer> {
  const token = TOKEN;
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-face-'));
  const engine = createSqliteEngine({ file: join(folder, 'redis.sqlite'), now });
  const face = await createRestServer({ engine, token });
  return {
    url: face.url,
    token,
    engine,
    async close() {
      await face.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A new redis-server behind the same REST face. */
export async function startRealRedisServer(token = TOKEN, appendOnly = false): Promise<TestRedisServer> {
  const redis = await startRealRedis({ appendOnly });
  const engine = await createRedisServerEngine({ url: redis.url });
  const face = await createRestServer({ engine, token });
  return {
    url: face.url,
    token,
    engine,
    async close() {
      await face.close();
      await engine.close();
      await redis.close();
    },
  };
}
