import { Redis as UpstashRedis } from '@upstash/redis';
import pRetry from 'p-retry';
import { RedisUnreachable, toRedisError } from './redis-error.ts';

/** A Redis command as it goes over the wire. */
export type Command = readonly [name: string, ...args: (string | number)[]];
export type Reply = string | number | null | Reply[];

/**
 * Sends commands in one request, and no request for no commands. Both methods reject with a `RedisError` if any command
 * failed: a transaction of Redis is atomic, but not all or nothing, so each reply is looked at.
 */
export interface Redis {
  /** In order, but others may come in between. */
  pipeline(commands: readonly Command[]): Promise<Reply[]>;
  /** In order, and nobody comes in between: one consistent reading. */
  transaction(commands: readonly Command[]): Promise<Reply[]>;
}

export interface RedisConfig {
  /** Origin of the REST API, such as `https://eu1-….upstash.io`. */
  url: string;
  token: string;
  /**
   * For one attempt.
   * @default 15000
   */
  timeoutMilliseconds?: number;
  /**
   * Repetitions of a request that got no reply. Each of our writes may land twice.
   * @default 6
   */
  retries?: number;
  /**
   * For a request with all its repetitions. Shorter than a lease (90 s), less the 30 s after which it is renewed: a run
   * that waits for Redis longer would look stalled while it lives.
   * @default 45000
   */
  budgetMilliseconds?: number;
}

/**
 * Redis over the Upstash REST protocol. Network failures, time-outs and 5xx are retried with growing pauses, for 45 s
 * in all; what Redis itself refuses is not.
 */
export function createRedis(config: RedisConfig): Redis {
  const { url, token, timeoutMilliseconds = 15_000, retries = 6, budgetMilliseconds = 45_000 } = config;
  const client = new RawUpstash({
    url,
    token,
    automaticDeserialization: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    responseEncoding: false,
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(timeoutMilliseconds),
  });
  const send = async (path: string, commands: readonly Command[]): Promise<Reply[]> => {
    // Upstash refuses a request without a command.
    if (commands.length === 0) return [];
    return pRetry(
      async () => {
        try {
          return checkReplies(await client.send(path, commands));
        } catch (error) {
          throw toRedisError(error, url);
        }
      },
      {
        retries,
        minTimeout: 250,
        maxTimeout: 10_000,
        randomize: true,
        // An attempt that begins just before the end of this still has its own time.
        maxRetryTime: budgetMilliseconds - timeoutMilliseconds,
        shouldRetry: ({ error }) => error instanceof RedisUnreachable,
      },
    );
  };
  return {
    pipeline: (commands) => send('pipeline', commands),
    transaction: (commands) => send('multi-exec', commands),
  };
}

/** The client has a method for each command; ours are data, and go through its transport as they are. */
class RawUpstash extends UpstashRedis {
  send(path: string, commands: readonly Command[]): Promise<unknown> {
    return this.client.request({ path: [path], body: commands });
  }
}

function checkReplies(body: unknown): Reply[] {
  if (!Array.isArray(body)) throw new TypeError('Redis answered with something that is no list of replies');
  return body.map((reply: { result?: Reply; error?: string }) => {
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.result ?? null;
  });
}
