import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { RedisEngine } from '../../../src/local/redis/engine.ts';
import { createRestServer } from '../../../src/local/redis/rest-server.ts';

const echoing: RedisEngine = {
  execute: async (commands) => commands.map(([name = '']) => ({ result: name })),
  close: async () => {},
};

async function startFace(engine: RedisEngine, maxRequestBytes: number) {
  const face = await createRestServer({ engine, token: 't', maxRequestBytes });
  onTestFinished(() => face.close());
  return face;
}

async function post(url: string, body: string) {
  const response = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer t' }, body });
  return { status: response.status, body: await response.json() };
}

test('a request of the largest size is answered, one of a byte more is refused with both sizes', async () => {
  const { url } = await startFace(echoing, 20);
  expect(await post(url, '["xxxxxxxxxxxxxxxx"]')).toMatchObject({ status: 200 });
  const error = 'ERR max request size exceeded. Limit: 20 bytes, Actual: 21 bytes';
  expect(await post(url, '["xxxxxxxxxxxxxxxxx"]')).toEqual({ status: 400, body: { error } });
});

test('a refusal reaches a client that sends far more than is allowed', async () => {
  const { url } = await startFace(echoing, 1_000_000);
  expect(await post(url, 'x'.repeat(30_000_000))).toMatchObject({ status: 400 });
});

test('a fault of the engine is a 500 that says what it was', async () => {
  const broken: RedisEngine = { ...echoing, execute: async () => Promise.reject(new Error('disk is full')) };
  const { url } = await startFace(broken, 100);
  expect(await post(url, '["GET","k"]')).toEqual({ status: 500, body: { error: 'ERR disk is full' } });
});

test('closing ends connections that a client keeps open', async () => {
  const face = await createRestServer({ engine: echoing, token: 't' });
  const socket = connect(Number(new URL(face.url).port), '127.0.0.1');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  // Connected is not yet accepted: only an answer shows that the server has the connection.
  socket.write('GET /PING HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer t\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  await face.close();
  await ended;
});
