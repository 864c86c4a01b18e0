import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startEmbeddedRedis } from '../support/redis-servers.ts';

const jobs = (authorization = 'Bearer t') =>
  new Request('http://localhost/api/fill-cache-batch-jobs', { headers: { authorization } });

async function entry(env: Record<string, string>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.resetModules();
  return (await import('../../src/vercel.ts')).default;
}

/** Imported by each test: after a reset, what a route imports must be what the app has imported. */
async function apiFor(env: Record<string, string>) {
  const { createAppFromEnvironment } = await import('../../src/http/environment.ts');
  return createAppFromEnvironment(env);
}

test.each(['UPSTASH_REDIS_REST', 'KV_REST_API'])(
  'the function finds its Redis in %s_URL and _TOKEN',
  async (prefix) => {
    const redis = await startEmbeddedRedis();
    onTestFinished(() => redis.close());
    const { fetch } = await entry({
      [`${prefix}_URL`]: redis.url,
      [`${prefix}_TOKEN`]: redis.token,
      FILL_CACHE_API_TOKEN: 't',
    });
    expect(await (await fetch(jobs())).json()).toEqual({ success: true, jobs: [] });
  },
);

test('a function without any variable answers health, and says what it lacks', async () => {
  const api = await apiFor({});
  const response = await api(new Request('http://localhost/api/health'));
  expect([response.status, await response.json()]).toMatchObject([503, { issues: [] }]);
  expect(await (await api(jobs())).text()).toContain('FILL_CACHE_API_TOKEN');
});

test('whoever may read is told by health which variables are missing', async () => {
  const api = await apiFor({ FILL_CACHE_API_TOKEN: 't' });
  const request = new Request('http://localhost/api/health', { headers: { authorization: 'Bearer t' } });
  expect(await (await api(request)).json()).toMatchObject({
    issues: [
      { path: 'redis', message: expect.stringContaining('UPSTASH_REDIS_REST_URL') },
      { path: 'github', message: expect.stringContaining('GITHUB_REPOSITORY') },
    ],
  });
});

test.each([
  [
    'UPSTASH_REDIS_REST_URL',
    { UPSTASH_REDIS_REST_URL: 'redis://a-secret@host', UPSTASH_REDIS_REST_TOKEN: 't' },
  ],
  ['GITHUB_REPOSITORY', { GITHUB_REPOSITORY: 'fill-cache', GITHUB_TOKEN: 't' }],
  ['YAHOO_FINANCE_URL', { YAHOO_FINANCE_URL: 'ftp://yahoo' }],
])('a function whose %s is not usable answers 503 and names it', async (variable, env) => {
  const { fetch } = await entry(env);
  const response = await fetch(jobs());
  const text = await response.text();
  expect([response.status, JSON.parse(text).code]).toEqual([503, 'not-configured']);
  expect(text).toContain(variable);
  expect(text).not.toContain('a-secret');
});

test('vercel.json, package.json and the routes agree', async () => {
  const read = async (file: string) =>
    JSON.parse(await readFile(new URL(`../../${file}`, import.meta.url), 'utf8'));
  const { main } = await read('package.json');
  const { functions, crons, framework } = await read('vercel.json');
  expect([main, framework]).toEqual(['src/vercel.ts', 'node']);
  expect(functions).toEqual({ [main]: { maxDuration: 300 } });
  expect(crons.map(({ path }: { path: string }) => path)).toEqual(['/api/cron/resume-stalled']);
});
