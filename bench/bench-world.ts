import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { RedisStats } from './servers/redis.ts';
import type { SourceStats } from './servers/source.ts';

/** A Redis and a source, each a process of its own, so that their CPU is nobody else's. */
export interface BenchWorld {
  /** What a subject needs to find them. */
  env: Record<string, string>;
  /** What they did since the last call. */
  stats(): Promise<{ redis: RedisStats; source: SourceStats }>;
  close(): Promise<void>;
}

export interface BenchWorldOptions {
  rows: number;
  /** The least and the greatest latency of the source, in milliseconds. */
  latency: readonly [least: number, greatest: number];
}

/** Milliseconds of a round trip to Redis. */
const REDIS_ROUND_TRIP = 20;

const redisReady = z.object({ rest: z.string(), token: z.string(), tcp: z.string() });
const redisStats = z.object({ commands: z.number(), tickers: z.number(), firstAt: z.number().nullable() });
const sourceReady = z.object({ url: z.string() });
const sourceStats = z.object({
  requests: z.number(),
  milliseconds: z.number(),
  firstAt: z.number().nullable(),
});

export async function startBenchWorld({ rows, latency }: BenchWorldOptions): Promise<BenchWorld> {
  const redis = startServer('servers/redis.ts', [REDIS_ROUND_TRIP]);
  const source = startServer('servers/source.ts', [rows, ...latency]);
  const [{ rest, token, tcp }, { url }] = await Promise.all([
    answer(redis, redisReady),
    answer(source, sourceReady),
  ]);
  return {
    env: {
      UPSTASH_REDIS_REST_URL: rest,
      UPSTASH_REDIS_REST_TOKEN: token,
      BENCH_REDIS_TCP: tcp,
      BENCH_SOURCE: url,
      YAHOO_FINANCE_URL: url,
    },
    async stats() {
      const both = Promise.all([answer(redis, redisStats), answer(source, sourceStats)]);
      for (const server of [redis, source]) server.send('stats');
      const [ofRedis, ofSource] = await both;
      return { redis: ofRedis, source: ofSource };
    },
    async close() {
      for (const server of [redis, source]) server.disconnect();
      await Promise.all([once(redis, 'exit'), once(source, 'exit')]);
    },
  };
}

function startServer(file: string, args: readonly number[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String));
}

async function answer<Value>(server: ChildProcess, schema: z.ZodType<Value>): Promise<Value> {
  const [message] = await once(server, 'message');
  return schema.parse(message);
}
