import { createRedisServerEngine } from '../src/local/redis/redis-server-engine.ts';
import { createRestServer } from '../src/local/redis/rest-server.ts';
import { startRealRedis } from '../test/support/real-redis.ts';
import type { TestRedisServer } from '../test/support/redis-servers.ts';

/** A real Redis behind the REST face, that counts what Upstash would bill. */
export interface CountingRedis extends TestRedisServer {
  /** Commands that came over REST, by name: each is one billed request. */
  outer: Map<string, number>;
  /** Bytes of all replies, as JSON. */
  replyBytes(): number;
  /** When the first of them came; milliseconds of `performance.now`. */
  firstAt(): number | null;
  /** Commands that the server ran beyond those, such as the calls of a script. Those are billed too. */
  inner(): Promise<number>;
}

/** What frames a transaction or greets a server, and does not exist over REST. */
export const UNBILLED = [
  'multi',
  'exec',
  'hello',
  'info',
  'ping',
  'client|setinfo',
  'client|setname',
  'config|resetstat',
];

export async function startCountingRedis(): Promise<CountingRedis> {
  const redis = await startRealRedis();
  const engine = await createRedisServerEngine({ url: redis.url });
  const outer = new Map<string, number>();
  let firstAt: number | null = null;
  let replyBytes = 0;
  const counting: TestRedisServer['engine'] = {
    async execute(commands, mode) {
      firstAt ??= performance.now();
      for (const [name = ''] of commands) {
        outer.set(name.toLowerCase(), (outer.get(name.toLowerCase()) ?? 0) + 1);
      }
      const replies = await engine.execute(commands, mode);
      replyBytes += JSON.stringify(replies).length;
      return replies;
    },
    close: () => engine.close(),
  };
  const token = 'bench';
  const face = await createRestServer({ engine: counting, token });
  return {
    url: face.url,
    token,
    engine,
    outer,
    replyBytes: () => replyBytes,
    firstAt: () => firstAt,
    async inner() {
      const calls = await redis.commandStats();
      for (const name of UNBILLED) calls.delete(name);
      return sum(calls) - sum(outer);
    },
    async close() {
      await face.close();
      await engine.close();
      await redis.close();
    },
  };
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
