import type { RedisEngine } from '../../src/local/redis/engine.ts';
import { createSqliteEngine } from '../../src/local/redis/sqlite-engine.ts';
import type { Command, Redis, Reply } from '../../src/store/redis.ts';
import { toRedisError } from '../../src/store/redis-error.ts';
import { type WatchedRedis, watchRedis } from './watched-redis.ts';

/**
 * The embedded Redis in memory, without a wire: for tests of what is done with Redis, in which time is turned by
 * hand. What is said to Redis over the wire is tested in `test/store`.
 */
export function createMemoryRedis(now: () => number = Date.now): WatchedRedis {
  return watchRedis(redisOver(createSqliteEngine({ file: ':memory:', now })));
}

function redisOver(engine: RedisEngine): Redis {
  const send = (mode: 'pipeline' | 'transaction') => async (commands: readonly Command[]) => {
    const words = commands.map((command) => command.map(String));
    const replies = await engine.execute(words, mode);
    return replies.map((reply): Reply => {
      if ('error' in reply) throw toRedisError(new Error(reply.error), 'memory:');
      return reply.result;
    });
  };
  return { pipeline: send('pipeline'), transaction: send('transaction') };
}
