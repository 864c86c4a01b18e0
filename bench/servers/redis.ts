import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisEngine } from '../../src/local/redis/engine.ts';
import { createRedisServerEngine } from '../../src/local/redis/redis-server-engine.ts';
import { createRestServer } from '../../src/local/redis/rest-server.ts';
import { startRealRedis } from '../../test/support/real-redis.ts';
import { UNBILLED } from '../counting-redis.ts';
import { startDelayedTcp } from './delayed-tcp.ts';

/** What Redis held and did since the last reset. */
export interface RedisStats {
  /** Commands that Upstash would bill, those inside scripts too. */
  commands: number;
  tickers: number;
  /** When the first request over REST came; milliseconds since 1970, null if none did. */
  firstAt: number | null;
}

// A real Redis that is so many milliseconds away, over REST and over TCP. Argument: the time of a round trip.
const roundTrip = Number(process.argv[2]);
const redis = await startRealRedis();
const engine = await createRedisServerEngine({ url: redis.url });
let firstAt: number | null = null;
const delayed: RedisEngine = {
  async execute(commands, mode) {
    firstAt ??= Date.now();
    await sleep(roundTrip);
    return engine.execute(commands, mode);
  },
  close: () => engine.close(),
};
const token = 'bench';
const rest = await createRestServer({ engine: delayed, token });
const tcp = await startDelayedTcp(redis.port, roundTrip / 2);

let reset = Promise.resolve();
const report = async () => {
  const calls = await redis.commandStats();
  for (const name of UNBILLED) calls.delete(name);
  const commands = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const [keys] = await engine.execute([['KEYS', 'ticker-data:*']], 'pipeline');
  const tickers = keys && 'result' in keys && Array.isArray(keys.result) ? keys.result.length : 0;
  process.send?.({ commands, tickers, firstAt } satisfies RedisStats);
  await redis.flush();
  firstAt = null;
};
process.on('message', () => {
  reset = report();
});
process.once('disconnect', async () => {
  await reset;
  await redis.close();
  process.exit();
});
process.send?.({ rest: rest.url, token, tcp: tcp.url });
