import { expect, onTestFinished, test, vi } from 'vitest';
import { configFromEnvironment, createAppFromEnvironment } from '../../src/http/environment.ts';

const REDIS = { UPSTASH_REDIS_REST_URL: 'https://eu1.upstash.io', UPSTASH_REDIS_REST_TOKEN: 'good' };
const GITHUB = { GITHUB_REPOSITORY: 'someone/fill-cache', GITHUB_TOKEN: 'good' };

async function problemOf(env: Record<string, string>) {
  const response = await createAppFromEnvironment(env)(new Request('http://localhost/api/health'));
  return { status: response.status, text: await response.text() };
}

const TOKENS: [variable: string, env: Record<string, string>][] = [
  ['UPSTASH_REDIS_REST_TOKEN', REDIS],
  ['KV_REST_API_TOKEN', { KV_REST_API_URL: 'https://eu1.upstash.io' }],
  ['GITHUB_TOKEN', GITHUB],
  ['FILL_CACHE_API_TOKEN', REDIS],
  ['FILL_CACHE_READ_TOKEN', REDIS],
  ['CRON_SECRET', REDIS],
];

test.each(TOKENS)('a %s that no header can carry is 503, and is not shown', async (variable, env) => {
  for (const token of ['a-marker\nthen-more', 'a-marker then-more', 'a-marker…', 'a-marker\0', 'ä-marker']) {
    const { status, text } = await problemOf({ ...env, [variable]: token });
    expect([status, JSON.parse(text).code]).toEqual([503, 'not-configured']);
    expect(JSON.parse(text).error).toMatch(new RegExp(`^${variable} is not usable: it must be .*\\.$`));
    expect(text).not.toMatch(/marker|then-more|header/);
  }
});

const URLS: [variable: string, env: Record<string, string>][] = [
  ['UPSTASH_REDIS_REST_URL', REDIS],
  ['KV_REST_API_URL', { KV_REST_API_TOKEN: 'good' }],
  ['GITHUB_API_URL', GITHUB],
];

test.each(URLS)('a %s that no request can be sent to is 503, and is not shown', async (variable, env) => {
  for (const url of [
    'redis://a-marker',
    'https://me:a-marker@host',
    'a-marker',
    'https://a-\nmarker',
    'https://',
  ]) {
    const { status, text } = await problemOf({ ...env, [variable]: url });
    expect([status, JSON.parse(text).error]).toEqual([
      503,
      expect.stringContaining(`${variable} is not usable`),
    ]);
    expect(text).not.toContain('marker');
  }
});

test.each(['null', '*', 'https://app.example/', 'https://app.example/page', 'app.example', 'https://a@b'])(
  'the origin %j of FILL_CACHE_CORS_ORIGINS is never sent by a browser, and is refused',
  async (origin) => {
    const { status, text } = await problemOf({ FILL_CACHE_CORS_ORIGINS: `https://good.example, ${origin}` });
    expect([status, JSON.parse(text).error]).toEqual([
      503,
      expect.stringContaining('FILL_CACHE_CORS_ORIGINS'),
    ]);
  },
);

test('blanks around a value are no part of it, and a blank value is none', () => {
  const access = {
    FILL_CACHE_API_TOKEN: ' token\n',
    FILL_CACHE_READ_TOKEN: ' ',
    FILL_CACHE_CORS_ORIGINS: '\n',
  };
  const config = configFromEnvironment({
    UPSTASH_REDIS_REST_URL: ' https://a.example\n',
    UPSTASH_REDIS_REST_TOKEN: 't\n',
    ...access,
  });
  expect(config.redis).not.toBeNull();
  expect(config.access).toMatchObject({ apiToken: 'token', readToken: null, corsOrigins: [] });
});

test('a fault that is not the environment is thrown, not answered', () => {
  const env = new Proxy(
    {},
    {
      get: () => {
        throw new Error('a fault');
      },
    },
  );
  expect(() => createAppFromEnvironment(env)).toThrow('a fault');
});

test('a line of the log is one line, and no command, whatever is in it', () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  onTestFinished(() => log.mockRestore());
  configFromEnvironment(REDIS).log('::add-mask::a\n::error::b \u001b[31m');
  expect(log.mock.calls).toEqual([[': :add-mask::a ::error::b [31m']]);
});
