import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { serveApi } from '../../src/http/serve-api.ts';
import { createMarketServer } from '../../src/local/market/market-server.ts';
import { anApi } from '../support/api-run.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';
import { startStandIn } from './github/repository-fixture.ts';

const WORKFLOW = 'on: workflow_dispatch\njobs: { fill: { runs-on: local, steps: [{ uses: ./ }] } }';

const get = (target: string, host = '127.0.0.1') => `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
const post = (headers: string, body: string) =>
  `POST /repos/local/fixture/dispatches HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;

/** What a request is, its bytes, and how the market and GitHub answer. */
const REQUESTS: [string, string, RegExp][] = [
  ['two slashes', get('//'), /^HTTP\/1\.1 (200|404)/],
  ['two slashes and a host', get('//evil.test/v8'), /^HTTP\/1\.1 (200|404)/],
  ['slashes alone', get('///'), /^HTTP\/1\.1 (200|404)/],
  ['an absolute target of another host', get('http://evil.test/'), /^HTTP\/1\.1 403/],
  ['an absolute target that is none', get('http://[/'), /^HTTP\/1\.1 400/],
  ['a target without a slash', get('*'), /^HTTP\/1\.1 400/],
  ['a backslash', get('/\\evil.test'), /^HTTP\/1\.1 40[04]/],
  ['dots', get('/../../etc/passwd'), /^HTTP\/1\.1 404/],
  ['a lone percent sign', get('/v8/finance/chart/%'), /^HTTP\/1\.1 400/],
  ['bytes that are no UTF-8', get('/repos/local/%ff'), /^HTTP\/1\.1 400/],
  ['a broken query', get('/v8/finance/chart/AAPL?period1=%ff&period1=&=&%'), /^HTTP\/1\.1 40[04]/],
  ['numbers beyond all bounds', get('/v8/finance/chart/AAPL?period1=-1e308&period2=1e308'), /^HTTP\/1\.1 40/],
  ['a run beyond all numbers', get(`/local/fixture/actions/runs/${'9'.repeat(400)}`), /^HTTP\/1\.1 404/],
  ['another host', get('/', 'evil.test'), /^HTTP\/1\.1 403/],
  ['another host with a port', get('/', 'evil.test:80'), /^HTTP\/1\.1 403/],
  ['a host that only begins as loopback', get('/', '127.0.0.1.evil.test'), /^HTTP\/1\.1 403/],
  ['a host that is none', get('/', 'a b'), /^HTTP\/1\.1 400/],
  ['credentials in the host', get('/', 'me:pw@127.0.0.1'), /^HTTP\/1\.1 400/],
  ['no host', 'GET / HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 400/],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 400/],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 400/],
  ['CONNECT', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', /^$|^HTTP\/1\.1 40/],
  [
    'an upgrade',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    /^HTTP\/1\.1 4/,
  ],
  ['no HTTP', '\u0000\u0001\r\n\r\n', /^HTTP\/1\.1 400/],
  [
    'a header of 100 KB',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    /^$|^HTTP\/1\.1 431/,
  ],
  ['a length below zero', post('Content-Length: -1', ''), /^HTTP\/1\.1 400/],
  ['a body said to be 10 GB', post('Content-Length: 10000000000', '{'), /^HTTP\/1\.1 413/],
  [
    'a body of 2 MB in chunks',
    post('Transfer-Encoding: chunked', `${chunk.repeat(20)}0\r\n\r\n`),
    /^HTTP\/1\.1 4(01|04|13)/,
  ],
];

/** What comes back for these bytes within the time. */
async function send(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
    socket.end();
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  socket.setTimeout(1_000, () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

describe.each([
  {
    name: 'the market',
    start: (log: (line: string) => void) => createMarketServer({ now: () => new Date('2026-11-24'), log }),
  },
  { name: 'GitHub', start: (log: (line: string) => void) => startStandIn(WORKFLOW, { log }) },
])('a hostile request to $name', ({ start }) => {
  let url: string;
  const log: string[] = [];
  beforeEach(async () => {
    log.length = 0;
    const server = await start((line) => log.push(line));
    url = server.url;
    return () => server.close();
  });

  test.each(REQUESTS)('with %s is refused, and the server goes on', async (_, bytes, status) => {
    expect(await send(url, bytes)).toMatch(status);
    expect((await fetch(url)).status).toBe(200);
    expect(log).toEqual([]);
  });
});

test.each([
  { name: 'Redis', start: () => startEmbeddedRedis() },
  { name: 'the HTTP API', start: () => serveApi(anApi().api) },
])('no hostile request ends $name', async ({ start }) => {
  const server = await start();
  try {
    for (const [what, bytes] of REQUESTS) {
      expect(await send(server.url, bytes), what).not.toMatch(/^HTTP\/1\.1 5/);
      expect((await fetch(`${server.url}/api/openapi.json`)).status, what).toBeOneOf([200, 401]);
    }
  } finally {
    await server.close();
  }
});

test('a handler that throws is a 500 with a sentence, and a line in the log', async () => {
  const log: string[] = [];
  const broken = async () => Promise.reject(new Error('no clock'));
  const server = await serveApi(broken, { log: (line) => log.push(line) });
  const response = await fetch(`${server.url}/a`);
  expect([response.status, await response.json()]).toMatchObject([
    500,
    { message: 'GET /a failed: no clock' },
  ]);
  expect(log).toEqual(['GET /a failed: no clock']);
  await server.close();
});

test('so is one of the market', async () => {
  const log: string[] = [];
  const now = () => {
    throw new Error('no clock');
  };
  const server = await createMarketServer({ now, log: (line) => log.push(line) });
  const path = '/v8/finance/chart/AAPL?period1=1&period2=2';
  expect((await fetch(server.url + path)).status).toBe(500);
  expect(log).toEqual(['GET /v8/finance/chart/AAPL failed: no clock']);
  await server.close();
});
