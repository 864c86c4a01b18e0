import { expect, test } from 'vitest';
import { API_TOKEN, anApi } from '../support/api-run.ts';

const READ = { path: '/api/fill-cache-batch-jobs', method: 'GET' };
const WRITE = { path: '/api/fill-cache-batch-pause', method: 'POST' };
const CRON = { path: '/api/cron/resume-stalled', method: 'GET' };
const OPEN = { path: '/api/openapi.json', method: 'GET' };
const KEYS_OF_ACCESS = {
  api: `Bearer ${API_TOKEN}`,
  read: 'Bearer token-that-reads',
  cron: 'Bearer token-of-the-scheduler',
};

type Route = { path: string; method: string };

/** The status; what is let through to a write fails at its empty body. */
async function statusOf(
  app: ReturnType<typeof anApi>,
  { path, method }: Route,
  headers: Record<string, string>,
) {
  const response = await app.api(new Request(`http://localhost${path}`, { method, headers }));
  return response.status;
}

test.each([
  ['api', READ, 200],
  ['api', WRITE, 400],
  ['api', CRON, 200],
  ['read', READ, 200],
  ['read', WRITE, 403],
  ['read', CRON, 403],
  ['cron', READ, 401],
  ['cron', WRITE, 401],
  ['cron', CRON, 200],
] as const)('with the %s token, %o is %d', async (token, route, status) => {
  expect(await statusOf(anApi(), route, { authorization: KEYS_OF_ACCESS[token] })).toBe(status);
});

test.each([
  '',
  'Bearer ',
  'Bearer wrong',
  API_TOKEN,
  `Basic ${API_TOKEN}`,
  `Bearer ${API_TOKEN}x`,
  'Bearer null',
])('the authorization %j is 401, but for what is open', async (authorization) => {
  const app = anApi();
  for (const route of [READ, WRITE, CRON]) expect(await statusOf(app, route, { authorization })).toBe(401);
  expect(await statusOf(app, OPEN, { authorization })).toBe(200);
});

test('without a token configured nobody may call, and the variable is named', async () => {
  const { settle, get, api } = anApi({ access: { apiToken: null, readToken: null, cronSecret: null } });
  for (const [path, variable] of [
    ['fill-cache-batch-jobs', 'FILL_CACHE_API_TOKEN'],
    ['cron/resume-stalled', 'CRON_SECRET'],
  ] as const) {
    const { status, body } = await settle(get(path));
    expect([status, body.code]).toEqual([503, 'not-configured']);
    expect(body.error).toContain(variable);
  }
  expect((await api(new Request('http://localhost/api/health'))).status).toBe(200);
});

test.each([
  ['http://localhost:3210', {}, 200],
  ['http://127.0.0.1:3210', { 'sec-fetch-site': 'same-origin' }, 200],
  ['http://[::1]:3210', { 'sec-fetch-site': 'none' }, 200],
  ['http://localhost:3210', { origin: 'http://localhost:3210', 'sec-fetch-site': 'same-origin' }, 200],
  ['http://localhost:3210', { origin: 'https://evil.example' }, 403],
  ['http://localhost:3210', { origin: 'null' }, 403],
  ['http://localhost:3210', { 'sec-fetch-site': 'cross-site' }, 403],
  ['http://localhost:3210', { 'sec-fetch-site': 'same-site' }, 403],
  ['http://rebound.example:3210', {}, 403],
  ['http://localhost.evil.example', {}, 403],
  ['http://192.168.1.2:3210', {}, 403],
])('without a token, on loopback: %s with %o is %d', async (origin, headers, status) => {
  const { api } = anApi({ access: { apiToken: null, readToken: null, allowAnonymous: true } });
  const response = await api(new Request(`${origin}${READ.path}`, { headers: { ...headers } }));
  expect(response.status).toBe(status);
});

test.each([
  [{ readToken: null, cronSecret: null }, [401, 401, 401]],
  [{ apiToken: null }, [401, 503, 401]],
])('no token at all is not the one that is not set: %o', async (access, statuses) => {
  const app = anApi({ access });
  const got = [];
  for (const route of [READ, WRITE, CRON]) got.push(await statusOf(app, route, {}));
  expect(got).toEqual(statuses);
});

test('where a token is set, it is needed on loopback too', async () => {
  expect(await statusOf(anApi({ access: { allowAnonymous: true } }), READ, {})).toBe(401);
});

test('pages of a configured origin may call, others may not', async () => {
  const { settle, send } = anApi({ access: { corsOrigins: ['https://app.example'] } });
  const allowed = await settle(send(READ.path, { headers: { origin: 'https://app.example' } }));
  const other = await settle(send(READ.path, { headers: { origin: 'https://other.example' } }));
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(other.headers.get('vary')).toBe('Origin');
});

test('a browser that asks first is told what a page may send, and needs no token for that', async () => {
  const { api } = anApi({ access: { corsOrigins: ['https://app.example'] } });
  const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
  const response = await api(new Request(`http://localhost${WRITE.path}`, { method: 'OPTIONS', headers }));
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS');
  expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
});

test('without origins configured no answer opens anything', async () => {
  const { settle, send } = anApi();
  const { headers } = await settle(send(READ.path, { headers: { origin: 'https://app.example' } }));
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('each answer, good or bad, bears the security headers', async () => {
  const { settle, get } = anApi();
  for (const path of ['health', 'nowhere', 'fill-cache-batch-status', 'fill-cache-batch-jobs']) {
    const { headers } = await settle(get(path));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

test('a fault of this code is a 500 without its words, which the log has', async () => {
  const app = anApi({
    redis: { pipeline: async () => [], transaction: () => Promise.reject(new TypeError('secret inside')) },
  });
  const response = await app.get('fill-cache-batch-status?jobId=batch_job_1');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret inside');
  expect(app.log.join()).toContain('secret inside');
});
