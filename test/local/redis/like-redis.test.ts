import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reply } from '../../../src/local/redis/engine.ts';
import {
  startEmbeddedRedis,
  startRealRedisServer,
  type TestRedisServer,
} from '../../support/redis-servers.ts';
import { names, type RedisRequest, requests } from './redis-requests.ts';

let embedded: TestRedisServer;
let real: TestRedisServer;

beforeAll(async () => {
  [embedded, real] = await Promise.all([startEmbeddedRedis(), startRealRedisServer()]);
});
afterAll(async () => {
  await Promise.all([embedded.close(), real.close()]);
});

test('any sequence of the commands in use is answered as Redis answers it', {
  timeout: 60_000,
  tags: ['redis-server'],
}, async () => {
  const alike = fc.asyncProperty(requests, async (sequence) => {
    await Promise.all([embedded, real].map(({ engine }) => engine.execute([['FLUSHDB']], 'pipeline')));
    for (const request of sequence.map(meetExpiredKeys)) {
      const [ours, theirs] = await Promise.all([answers(embedded, request), answers(real, request)]);
      expect(ours, JSON.stringify(request)).toEqual(
        theirs.map((reply, at) => allowingASecond(reply, ours[at])),
      );
    }
  });
  await fc.assert(alike, { numRuns: 500 });
});

/** A DBSIZE of Redis counts expired keys that nobody has met; EXISTS meets them. */
function meetExpiredKeys({ commands, mode }: RedisRequest): RedisRequest {
  const met = commands.flatMap((command) =>
    /^dbsize$/i.test(command[0] ?? '') ? [['EXISTS', ...names], command] : [command],
  );
  return { commands: met, mode };
}

interface Answer {
  command: string;
  reply: Reply;
}

async function answers({ engine }: TestRedisServer, { commands, mode }: RedisRequest): Promise<Answer[]> {
  const named = (reply: Reply, at: number): Answer => ({
    command: (commands[at]?.[0] ?? '').toUpperCase(),
    reply,
  });
  try {
    return (await engine.execute(commands, mode)).map(named).map(comparable);
  } catch (error) {
    return [comparable({ command: mode, reply: { error: String(error) } })];
  }
}

/** Leaves out what Redis leaves open, the order of names and members, and the advice that only we give. */
function comparable({ command, reply }: Answer): Answer {
  if ('error' in reply) {
    return { command, reply: { error: reply.error.replace(/\(the local Redis .*\)$/, '') } };
  }
  const { result } = reply;
  if (['HKEYS', 'KEYS', 'SMEMBERS'].includes(command) && Array.isArray(result)) {
    return { command, reply: { result: result.toSorted() } };
  }
  if (command === 'HGETALL' && Array.isArray(result)) {
    const fields = result.flatMap((field, at) => (at % 2 === 0 ? [[field, result[at + 1] ?? null]] : []));
    return { command, reply: { result: fields.toSorted() } };
  }
  if (command === 'SCAN' && Array.isArray(result)) {
    const [cursor = null, found] = result;
    return { command, reply: { result: [cursor, Array.isArray(found) ? found.toSorted() : null] } };
  }
  return { command, reply };
}

/** Our own answer in place of Redis', if both give a time left and differ by no more than a second. */
function allowingASecond(theirs: Answer, ours: Answer | undefined): Answer {
  if (theirs.command !== 'TTL' || ours === undefined) {
    return theirs;
  }
  const [left, right] = [timeLeft(theirs), timeLeft(ours)];
  return left > 0 && right > 0 && Math.abs(left - right) <= 1 ? ours : theirs;
}

function timeLeft({ reply }: Answer): number {
  return 'result' in reply && typeof reply.result === 'number' ? reply.result : Number.NaN;
}
