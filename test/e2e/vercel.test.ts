import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openApiDocument } from '../../src/http/openapi.ts';
import { PAGE_HEADERS } from '../../src/http/page-files.ts';
import { loadRoutes } from '../../src/http/routes.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';
import { startLoopback } from '../support/loopback-server.ts';
import { startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';
import { buildForVercel, type VercelBuild } from '../support/vercel-build.ts';
import { routeOnVercel } from '../support/vercel-routing.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let built: VercelBuild;
beforeAll(async () => {
  built = await buildForVercel();
});
afterAll(() => built?.close());

/** The built function in front of an embedded Redis and a Yahoo on loopback. */
async function deploy(env: Record<string, string> = {}) {
  const [redis, yahoo] = [await startEmbeddedRedis(), await startLoopbackYahoo()];
  const served = await built.serve({
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    YAHOO_FINANCE_URL: yahoo.url,
    ...env,
  });
  onTestFinished(async () => {
    for (const one of [served, redis, yahoo]) await one.close();
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look at answers as callers do, key by key.
  return async (path: string, body?: unknown): Promise<{ status: number; body: any }> => {
    const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${served.url}/api/${path}`, { headers, ...init });
    return { status: response.status, body: await response.json() };
  };
}

test('Vercel makes one function of it, that may take 300 seconds on Node 24', () => {
  expect(built.settings).toMatchObject({ handler: 'index.mjs', runtime: 'nodejs24.x', maxDuration: 300 });
});

test('the function brings all that it needs, and nothing of node_modules', () => {
  expect(built.settings.files.filter((file) => /^[^/]+\.mjs$/.test(file))).toEqual(built.settings.files);
});

test('the function gives the same document as the source, though its schemas are a file of their own', async () => {
  const ask = await deploy();
  const document = openApiDocument(await loadRoutes());
  expect((await ask('openapi.json')).body).toEqual(JSON.parse(JSON.stringify(document)));
});

test.each([
  ['/', { file: '/page.html', headers: PAGE_HEADERS }],
  ['/page.js', { file: '/page.js', headers: PAGE_HEADERS }],
  ['/page.css', { file: '/page.css', headers: PAGE_HEADERS }],
  ['/api/health', { function: '/api/health', headers: {} }],
  ['/api/fill-cache-batch-status', { function: '/api/fill-cache-batch-status', headers: {} }],
  ['/nothing', { function: '/index', headers: {} }],
])('Vercel answers %s from one build', async (path, answer) => {
  const { routes } = JSON.parse(await readFile(join(REPOSITORY_ROOT, 'vercel.json'), 'utf8'));
  const files = (await readdir(join(REPOSITORY_ROOT, 'public'))).map((name) => `/${name}`);
  const { settings } = built;
  const deployed = { routes: [...routes, ...settings.routes], files, functions: settings.outputs };
  expect(routeOnVercel(path, deployed)).toEqual(answer);
});

test('the built function answers health, and says what is not set', async () => {
  const ask = await deploy({ FILL_CACHE_API_TOKEN: 't' });
  const { status, body } = await ask('health');
  expect([status, body.code, body.issues.map(({ path }: { path: string }) => path)]).toEqual([
    503,
    'unhealthy',
    ['github'],
  ]);
});

test('the built function refuses a job while no token is set', async () => {
  const ask = await deploy();
  const { status, body } = await ask('fill-cache-batch-start', {});
  expect([status, body.code]).toEqual([503, 'not-configured']);
  expect(body.error).toContain('FILL_CACHE_API_TOKEN');
});

test('the built function makes a job, and tells its status', async () => {
  const ask = await deploy({ FILL_CACHE_API_TOKEN: 't' });
  const wish = { tickerSource: 'custom', tickers: ['AAPL', 'MSFT'], startImmediately: false };
  const { status, body } = await ask('fill-cache-batch-start', wish);
  expect([status, body.batchInfo.totalTickers]).toEqual([200, 2]);
  expect((await ask(`fill-cache-batch-status?jobId=${body.jobId}`)).body.status).toBe('pending');
});

test('the built function fills a ticker, with the price source that it loads for that', async () => {
  const ask = await deploy({ FILL_CACHE_API_TOKEN: 't' });
  expect(await ask('fill-cache', { tickers: ['AAPL'] })).toMatchObject({
    status: 200,
    body: { results: [{ ticker: 'AAPL', status: 'filled' }] },
  });
  expect((await ask('ticker-data?ticker=AAPL')).body.symbol).toBe('AAPL');
});

test('the built function starts a run, with the GitHub client that it loads for that', async () => {
  const html_url = 'https://github.com/someone/fill-cache/actions/runs/7';
  const apiUrl = await startLoopback((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ workflow_run_id: 7, html_url }));
  });
  const repository = { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: 'someone/fill-cache', GITHUB_TOKEN: 't' };
  const ask = await deploy({ FILL_CACHE_API_TOKEN: 't', ...repository });
  const request = { tickerSource: 'custom', tickers: ['AAPL'] };
  expect((await ask('fill-cache-batch-start', request)).body.run).toEqual({ id: 7, url: html_url });
});
