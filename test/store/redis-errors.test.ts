import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { createRedis } from '../../src/store/redis.ts';
import {
  RedisAccessDenied,
  RedisCommandFailed,
  type RedisError,
  RedisQuotaExceeded,
  RedisRequestTooLarge,
  RedisUnreachable,
} from '../../src/store/redis-error.ts';
import { startLoopback } from '../support/loopback-server.ts';

const TOKEN = 'secret-token-AZqJ';
const COMMAND = ['SET', 'ticker-data:AAPL', 'secret-document'] as const;

function json(status: number, body: unknown): RequestListener {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function html(status: number): RequestListener {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
}

const reset: RequestListener = (request) => void request.socket.resetAndDestroy();
const hang: RequestListener = () => {};

/** Sends a command to a server that answers so, the last answer again and again. */
async function ask(answers: RequestListener[], retries = 0) {
  let requests = 0;
  const url = await startLoopback((request, response) => {
    const answer = answers[requests] ?? answers.at(-1);
    requests += 1;
    request.resume().on('end', () => answer?.(request, response));
  });
  const redis = createRedis({ url, token: TOKEN, retries, timeoutMilliseconds: 300 });
  const outcome: unknown = await redis.pipeline([COMMAND]).catch((error: unknown) => error);
  return { outcome, url, requests: () => requests };
}

const said = (error: string) => json(400, { error: `ERR ${error}` });

test.each<[string, RequestListener, unknown, string]>([
  [
    'a wrong token',
    json(401, { error: 'WRONGPASS invalid or missing auth token' }),
    RedisAccessDenied,
    'refuses the token (WRONGPASS invalid or missing auth token). Check UPSTASH_REDIS_REST_TOKEN: it must be the read-write token of that database.',
  ],
  [
    'a token without the right to write',
    json(400, { error: "NOPERM this user has no permissions to run the 'set' command" }),
    RedisAccessDenied,
    'it must be the read-write token',
  ],
  [
    'the monthly limit',
    said(
      'max requests limit exceeded. Limit: 500000, Usage: 500001. See https://upstash.com/docs for details',
    ),
    RedisQuotaExceeded,
    'move the database to pay as you go. Then continue the job, if it was made.',
  ],
  [
    'the daily limit',
    said('max daily request limit exceeded. Limit: 10000'),
    RedisQuotaExceeded,
    'midnight UTC',
  ],
  ['a full disk', said('DB capacity quota exceeded'), RedisQuotaExceeded, 'Free space with compress: gzip'],
  [
    'full memory',
    json(400, { error: "OOM command not allowed when used memory > 'maxmemory'." }),
    RedisQuotaExceeded,
    'Free space',
  ],
  ['the bandwidth', said('max bandwidth exceeded'), RedisQuotaExceeded, 'The monthly bandwidth is used up'],
  [
    'a request that is too large',
    said('max request size exceeded. Limit: 1048576 bytes, Actual: 2000000 bytes'),
    RedisRequestTooLarge,
    'Use a shorter range, or compress: gzip',
  ],
  [
    'a command that it does not know',
    said("unknown command 'FOO', with args beginning with: 'secret-document'"),
    RedisCommandFailed,
    'Redis refused a command',
  ],
  [
    'one reply of several',
    json(200, [{ error: 'WRONGTYPE Operation against a key' }]),
    RedisCommandFailed,
    'WRONGTYPE',
  ],
  ['an HTML page in its place', html(502), RedisUnreachable, 'does not answer'],
  ['an HTML page as a success', html(200), RedisUnreachable, 'does not answer'],
  ['an answer that is no list', json(200, { result: 'OK' }), RedisUnreachable, 'no list of replies'],
  [
    '503',
    json(503, { error: 'Service Unavailable' }),
    RedisUnreachable,
    'A job that was made stays as it is: continue it when Redis is back.',
  ],
  [
    'Redis that is starting',
    json(200, [{ error: 'LOADING Redis is loading the dataset' }]),
    RedisUnreachable,
    'LOADING',
  ],
  ['a reset', reset, RedisUnreachable, 'does not answer'],
  ['no answer in time', hang, RedisUnreachable, 'does not answer'],
])('%s is an error of its own, in one line that says what to do', async (_, answer, kind, words) => {
  const { outcome, requests } = await ask([answer]);
  expect(outcome).toBeInstanceOf(kind);
  const { message } = outcome as RedisError;
  expect(message).toContain(words);
  expect(message).toMatch(/^Redis [^\n]+\.$/);
  expect(requests()).toBe(1);
  for (const secret of [TOKEN, 'secret-document', 'ticker-data']) expect(message).not.toContain(secret);
});

test.each<[string, RequestListener]>([
  ['a full disk', said('DB capacity quota exceeded')],
  ['a wrong token', json(401, { error: 'WRONGPASS invalid or missing auth token' })],
  ['a request that is too large', said('max request size exceeded')],
  ['a refused command', said('wrong number of arguments')],
])('%s is not tried again: it would be refused again', async (_, answer) => {
  const { requests } = await ask([answer], 3);
  expect(requests()).toBe(1);
});

test.concurrent.each<[string, RequestListener]>([
  ['503', json(503, { error: 'Service Unavailable' })],
  ['a reset', reset],
  ['an HTML page', html(502)],
  ['silence', hang],
])('after %s the same request is sent again', async (_, answer) => {
  const { outcome, requests } = await ask([answer, json(200, [{ result: 'OK' }])], 1);
  expect(outcome).toEqual(['OK']);
  expect(requests()).toBe(2);
});

test('a Redis that is not there is named by its origin, without what else the URL holds', async () => {
  const redis = createRedis({
    url: 'http://user:password@127.0.0.1:1/path?_token=abc',
    token: TOKEN,
    retries: 0,
  });
  const error: unknown = await redis.pipeline([COMMAND]).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(RedisUnreachable);
  expect(String(error)).toContain('Redis at http://127.0.0.1:1 does not answer');
  expect(String(error)).not.toMatch(/password|_token|secret/);
});

test('an error keeps its cause', async () => {
  const { outcome } = await ask([reset]);
  expect((outcome as RedisError).cause).toBeInstanceOf(Error);
});
