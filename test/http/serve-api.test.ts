import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { FetchHandler } from '../../src/http/app.ts';
import { serveApi } from '../../src/http/serve-api.ts';
import { API_TOKEN, anApi } from '../support/api-run.ts';

async function serve(handler: FetchHandler) {
  const served = await serveApi(handler);
  onTestFinished(() => served.close());
  return served;
}

/** What comes back for these bytes, whatever they are. */
async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test('method, path, headers and body arrive, and the answer goes back', async () => {
  const { url } = await serve(async (request) =>
    Response.json([request.method, request.url, request.headers.get('x-a'), await request.text()], {
      status: 201,
      headers: { 'x-b': 'c' },
    }),
  );
  const response = await fetch(`${url}/a?b=c`, {
    method: 'POST',
    body: 'some text',
    headers: { 'x-a': '1' },
  });
  expect([response.status, response.headers.get('x-b')]).toEqual([201, 'c']);
  expect(await response.json()).toEqual(['POST', `${url}/a?b=c`, '1', 'some text']);
});

test('the face answers over it as it does without', async () => {
  const { api } = anApi();
  const { url } = await serve(api);
  const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ tickers: ['AAPL'], useBatch: true });
  const response = await fetch(`${url}/api/fill-cache`, { method: 'POST', headers, body });
  expect(await response.json()).toMatchObject({ success: true, batchMode: true });
});

test('a body of 5 MB gets its refusal, and the next request is served', async () => {
  const { url } = await serve(anApi().api);
  const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/fill-cache`, {
    method: 'POST',
    headers,
    body: 'x'.repeat(5_000_000),
  });
  expect(response.status).toBe(413);
  expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
});

test('a caller that goes away aborts its request', async () => {
  let aborted: Promise<unknown> = Promise.resolve();
  const { url } = await serve(async (request) => {
    aborted = once(request.signal, 'abort');
    await aborted;
    return new Response();
  });
  const gone = new AbortController();
  const answer = fetch(url, { signal: gone.signal }).catch((error: Error) => error.name);
  setTimeout(() => gone.abort(), 50);
  expect(await answer).toBe('AbortError');
  await aborted;
});

test.each([
  ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
  ['a method that fetch does not know', 'TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
  ['no HTTP at all', 'hello\r\n\r\n'],
])('%s is 400', async (_, text) => {
  const { url } = await serve(anApi().api);
  expect(await raw(url, text)).toMatch(/^HTTP\/1\.1 400 /);
});

test('a body that is cut on its way is no fault', async () => {
  const { api, log } = anApi();
  const { url } = await serve(api);
  const head = `POST /api/fill-cache HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${API_TOKEN}\r\nContent-Length: 100\r\n\r\n{"ti`;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(head, () => socket.destroy());
  await once(socket, 'close');
  expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
  expect(log).toEqual([]);
});

test('a port that is taken rejects', async () => {
  const { url } = await serve(anApi().api);
  await expect(serveApi(anApi().api, { port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE');
});
