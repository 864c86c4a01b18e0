import { createClient, ErrorReply, MultiErrorReply } from 'redis';
import { errorMessage } from '../../core/error-message.ts';
import { type RedisEngine, type RedisValue, type Reply, TransactionDiscarded } from './engine.ts';

const CONNECT_MILLISECONDS = 5_000;
const LONGEST_PAUSE_MILLISECONDS = 2_000;

/**
 * Commands that change or hold the connection, which all requests share here: one `MULTI` would queue everybody's
 * commands, one `BLPOP` would stop them. Upstash has none of them over REST either.
 */
const HELD_BACK = new Set([
  ...'AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT DISCARD EXEC HELLO'.split(
    ' ',
  ),
  ...'MONITOR MULTI PSUBSCRIBE PSYNC QUIT RESET SELECT SSUBSCRIBE SUBSCRIBE SYNC UNWATCH WAIT'.split(' '),
  ...['WAITAOF', 'WATCH'],
]);

/** No Redis answers there, or it stopped answering. The address is given without its password. */
export class RedisServerUnreachable extends Error {
  override readonly name = 'RedisServerUnreachable';

  constructor(url: string, cause: unknown) {
    const reason = errorMessage(cause);
    const address = URL.canParse(url) ? withoutPassword(url) : 'the address in REDIS_URL';
    const advice = 'start one there, or change REDIS_URL.';
    super(`The Redis at ${address} does not answer (${reason}): ${advice}`, { cause });
  }
}

/**
 * A real Redis server behind the REST API. RESP2, because Upstash's answers have its shapes. Nothing is queued
 * while there is no connection: a request fails at once, and its sender decides; the client reconnects meanwhile.
 *
 * @param answerWithinMs how long a request may take before it counts as lost. @default 30_000
 * @throws {RedisServerUnreachable} if there is no connection at the start
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
      connectTimeout: CONNECT_MILLISECONDS,
      reconnectStrategy: (attempts) =>
        connectedOnce && Math.min(50 * 2 ** attempts, LONGEST_PAUSE_MILLISECONDS),
    },
  });
  // Each request that suffers from it says so itself.
  client.on('error', () => {});

  try {
    await within(answerWithinMs, client.connect());
    // A password that is missing shows only at a command.
    await within(answerWithinMs, client.ping());
    connectedOnce = true;
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw new RedisServerUnreachable(url, error);
  }

  async function pipeline(commands: string[][]): Promise<Reply[]> {
    const sent = commands.map((command) => refusalOf(command) ?? client.sendCommand(command));
    const settled = await Promise.allSettled(sent);
    return settled.map((reply) => toReply(reply.status === 'fulfilled' ? reply.value : reply.reason));
  }

  async function transaction(commands: string[][]): Promise<Reply[]> {
    const refused = commands.map(refusalOf).find((refusal) => refusal !== null);
    if (refused) throw new TransactionDiscarded(refused.message);
    const multi = commands.reduce((queued, command) => queued.addCommand(command), client.multi());
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
        throw error instanceof TransactionDiscarded ? error : new RedisServerUnreachable(url, error);
      }
    },
    close: async () => client.destroy(),
  };
}

export function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function refusalOf([name = '']: string[]): ErrorReply | null {
  const isHeldBack = HELD_BACK.has(name.toUpperCase());
  return isHeldBack ? new ErrorReply(`ERR Command is not available: '${name}'`) : null;
}

/** @throws what is no answer of Redis, such as a lost connection. */
function toReply(reply: unknown): Reply {
  if (reply instanceof ErrorReply) return { error: reply.message };
  if (reply instanceof Error) throw reply;
  return { result: toRedisValue(reply) };
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
