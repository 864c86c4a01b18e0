import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TransactionDiscarded } from '../../../src/local/redis/engine.ts';
import {
  createRedisServerEngine,
  RedisServerUnreachable,
} from '../../../src/local/redis/redis-server-engine.ts';
import { type RealRedis, startRealRedis } from '../../support/real-redis.ts';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `redis://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
}

/** A wire to a real Redis that can be cut, or swallow what it should carry. */
async function startWire(redis: RealRedis) {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(redis.port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const end of [near, far]) {
      ends.add(end.on('error', () => {}).on('close', () => near.destroy()));
    }
  });
  const forEach = (act: (end: Socket) => void) => () => ends.forEach(act);
  onTestFinished(forEach((end) => end.destroy()));
  return {
    url: await listen(server),
    cut: forEach((end) => end.destroy()),
    swallow: forEach((end) => end.unpipe().pause()),
  };
}

async function startEngine(url: string, answerWithinMs = 5_000) {
  const engine = await createRedisServerEngine({ url, answerWithinMs });
  onTestFinished(() => engine.close());
  return engine;
}

test('an address where nothing listens is refused at once, and its password is not told', async () => {
  const engine = createRedisServerEngine({ url: 'redis://user:secret@127.0.0.1:1/2' });
  const told =
    'The Redis at redis://127.0.0.1:1/2 does not answer (connect ECONNREFUSED 127.0.0.1:1): start one there, or change REDIS_URL.';
  await expect(engine).rejects.toThrow(RedisServerUnreachable);
  await expect(engine).rejects.toThrow(told);
});

test('something else than Redis at the address is refused', async () => {
  const url = await listen(createHttpServer());
  await expect(createRedisServerEngine({ url })).rejects.toThrow(RedisServerUnreachable);
});

test('a server that takes the connection and says nothing is refused in time', async () => {
  const url = await listen(createServer((socket) => onTestFinished(() => void socket.destroy())));
  await expect(createRedisServerEngine({ url, answerWithinMs: 50 })).rejects.toThrow(
    'no answer within 50 ms',
  );
});

describe('on a real Redis', { tags: ['redis-server'] }, () => {
  let redis: RealRedis;
  beforeAll(async () => {
    redis = await startRealRedis();
  });
  afterAll(() => redis.close());

  test.each(['pipeline', 'transaction'] as const)(
    'a %s fails when the connection drops, and later ones are served',
    async (mode) => {
      const wire = await startWire(redis);
      const engine = await startEngine(wire.url);
      wire.swallow();
      const request = engine.execute(
        [
          ['SET', 'k', 'v'],
          ['GET', 'k'],
        ],
        mode,
      );
      wire.cut();
      await expect(request).rejects.toThrow(RedisServerUnreachable);
      await expect(engine.execute([['PING']], mode)).rejects.toThrow('the connection is lost');
      await expect.poll(() => engine.execute([['PING']], mode).catch(String)).toEqual([{ result: 'PONG' }]);
    },
  );

  test('a request that Redis leaves unanswered fails in time', async () => {
    const wire = await startWire(redis);
    const engine = await startEngine(wire.url, 500);
    wire.swallow();
    await expect(engine.execute([['PING']], 'pipeline')).rejects.toThrow('no answer within 500 ms');
  });

  test('a command that would hold up the shared connection is refused', async () => {
    const engine = await startEngine(redis.url);
    const error = "ERR Command is not available: 'multi'";
    expect(await engine.execute([['multi'], ['PING']], 'pipeline')).toEqual([{ error }, { result: 'PONG' }]);
    await expect(engine.execute([['PING'], ['multi']], 'transaction')).rejects.toThrow(TransactionDiscarded);
  });
});
