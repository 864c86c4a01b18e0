import { createRedis, type Redis } from '../store/redis.ts';
import type { DataFolder } from './data-folder.ts';
import type { RedisEngine } from './redis/engine.ts';
import { createRestServer } from './redis/rest-server.ts';
import { createSqliteEngine } from './redis/sqlite-engine.ts';
import { StartRefused } from './start-refused.ts';

/** A Redis behind the Upstash REST protocol, and how the stack came by it. */
export interface OpenRedis {
  /** `embedded` is the stack's own; `server` and `upstash` are the user's, and others may be at work in them. */
  readonly kind: 'embedded' | 'server' | 'upstash';
  readonly url: string;
  /** Of `upstash` a secret that is never shown. */
  readonly token: string;
  /** Where the data lie, in words. */
  readonly place: string;
  readonly redis: Redis;
  close(): Promise<void>;
}

/**
 * Opens the Redis that the environment names, or else the embedded one, and asks it for a sign of life.
 *
 * @throws {StartRefused} if the environment names a database only in part, or by something that is no address
 * @throws an error of the engine or of the store if it does not answer or refuses the token.
 */
export async function openRedis(env: NodeJS.ProcessEnv, folder: DataFolder): Promise<OpenRedis> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: serverUrl } = env;
  // Whoever has exported the two lines that we print means our own Redis, not a database behind an old port.
  if ((url || token) && token !== folder.token) return openUpstash(url, token);
  if (!serverUrl) {
    const engine = createSqliteEngine({ file: folder.redisFile, now: Date.now });
    return serveEngine('embedded', engine, folder.redisFile, folder);
  }
  requireAddress('REDIS_URL', serverUrl, /^rediss?:$/, 'an address such as redis://127.0.0.1:6379');
  // Its client takes 0.1 s to load, for which the embedded Redis need not wait.
  const { createRedisServerEngine, withoutPassword } = await import('./redis/redis-server-engine.ts');
  const engine = await createRedisServerEngine({ url: serverUrl, answerWithinMs: 10_000 });
  return serveEngine('server', engine, withoutPassword(serverUrl), folder);
}

const FIRST_CONTACT = { timeoutMilliseconds: 5_000, retries: 1 };

async function openUpstash(url: string | undefined, token: string | undefined): Promise<OpenRedis> {
  if (!url || !token) {
    const [given, missing] = url ? ['URL', 'TOKEN'] : ['TOKEN', 'URL'];
    const names = `UPSTASH_REDIS_REST_${given} is set, but UPSTASH_REDIS_REST_${missing} is not`;
    throw new StartRefused(`${names}: set both, or neither for the embedded Redis.`);
  }
  requireAddress('UPSTASH_REDIS_REST_URL', url, /^https?:$/, 'the https or http address of the database');
  await createRedis({ url, token, ...FIRST_CONTACT }).pipeline([['PING']]);
  const redis = createRedis({ url, token });
  return { kind: 'upstash', url, token, place: new URL(url).origin, redis, close: async () => undefined };
}

function requireAddress(name: string, url: string, protocol: RegExp, expected: string): void {
  if (URL.canParse(url) && protocol.test(new URL(url).protocol)) return;
  throw new StartRefused(`${name} is not usable: it must be ${expected}.`);
}

async function serveEngine(
  kind: 'embedded' | 'server',
  engine: RedisEngine,
  place: string,
  folder: DataFolder,
): Promise<OpenRedis> {
  await using opening = new AsyncDisposableStack();
  opening.defer(() => engine.close());
  const { token } = folder;
  const server = await folder.onKeptPort('redisPort', (port) => createRestServer({ engine, token, port }));
  opening.defer(() => server.close());
  const [{ url }, open] = [server, opening.move()];
  return { kind, url, token, place, redis: createRedis({ url, token }), close: () => open.disposeAsync() };
}
