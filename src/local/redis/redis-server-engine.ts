import { createClient, ErrorReply, MultiErrorReply } from 'redis';
import { type RedisEngine, type RedisValue, type Reply, TransactionDiscarded } from './engine.ts';

const connectTimeoutMs = 5_000;
const longestPauseMs = 2_000;

/**
 * Commands that change or hold the connection, which all requests share here: one `MULTI` would queue everybody's
 * commands, one `BLPOP` would stop them. Upstash has none of them over REST either.
 */
const heldBack = new Set(
  (
    'AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT DISCARD EXEC HELLO MONITOR MULTI ' +
    'PSUBSCRIBE PSYNC QUIT RESET SELECT SSUBSCRIBE SUBSCRIBE SYNC UNWATCH WAIT WAITAOF WATCH'
  ).split(' '),
);

/** No Redis answers there, or it stopped answering. The address is given without its password. */
export class RedisUnreachable extends Error {
  override readonly name = 'RedisUnreachable';

  constructor(url: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const address = URL.canParse(url) ? withoutPassword(url) : 'the address in REDIS_URL';
    super(`the Redis at ${address} does not answer (${reason}): start one there, or change REDIS_URL`, {
      cause,
    });
  }
}

/**
 * A real Redis server behind the REST API. RESP2, because Upstash's answers have its shapes. Nothing is queued
 * while there is no connection: a request fails at once, and its sender decides; the client reconnects meanwhile.
 *
 * @param url `redis://[user:password@]host:port[/database]`
 * @param answerWithinMs how long a request may take before it counts as lost. @default 30_000
 * @throws RedisUnreachable if there is no connection at the start
 */
export async function createRedisServerEngine({
  url,
  answerWithinMs = 30_000,
}: {
  url: string;
  answerWithinMs?: number;
}): Promise<RedisEngine> {
  let connectedOnce = false;
  const client = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: (attempts) => connectedOnce && Math.min(50 * 2 ** attempts, longestPauseMs),
    },
  });
  // Each request that suffers from it says so itself.
  client.on('error', () => {});

  try {
    await within(answerWithinMs, client.connect());
    // A password that is missing shows only here.
    await within(answerWithinMs, client.ping());
    connectedOnce = true;
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw new RedisUnreachable(url, error);
  }

  const pipeline = (commands: string[][]): Promise<Reply[]> =>
    Promise.all(
      commands.map(async (command) => {
        const error = refusalOf(command);
        return error === undefined ? client.sendCommand(command).then(toReply, toErrorReply) : { error };
      }),
    );

  async function transaction(commands: string[][]): Promise<Reply[]> {
    const multi = client.multi();
    for (const command of commands) {
      const error = refusalOf(command);
      if (error !== undefined) throw new TransactionDiscarded(error);
      multi.addCommand(command);
    }
    try {
      return (await multi.exec()).map(toReply);
    } catch (error) {
      if (error instanceof MultiErrorReply) return error.replies.map(toReply);
      throw error instanceof ErrorReply ? new TransactionDiscarded(error.message) : error;
    }
  }

  return {
    async execute(commands, mode) {
      try {
        // MULTI would be queued in spite of disableOfflineQueue.
        if (!client.isReady) throw new Error('the connection is lost');
        return await within(answerWithinMs, mode === 'pipeline' ? pipeline(commands) : transaction(commands));
      } catch (error) {
        throw error instanceof TransactionDiscarded ? error : new RedisUnreachable(url, error);
      }
    },
    async close() {
      client.destroy();
    },
  };
}

/** The address of a Redis server as it may be shown. */
export function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function refusalOf([name = '']: string[]): string | undefined {
  return heldBack.has(name.toUpperCase()) ? `ERR Command is not available: '${name}'` : undefined;
}

function toReply(reply: unknown): Reply {
  return reply instanceof ErrorReply ? { error: reply.message } : { result: toRedisValue(reply) };
}

function toErrorReply(error: unknown): Reply {
  if (error instanceof ErrorReply) return { error: error.message };
  throw error;
}

function toRedisValue(reply: unknown): RedisValue {
  if (Array.isArray(reply)) return reply.map(toRedisValue);
  if (typeof reply === 'string' || typeof reply === 'number' || reply === null) return reply;
  throw new TypeError(`RESP2 has no ${typeof reply}`);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
