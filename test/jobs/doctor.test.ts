import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { runDoctor } from '../../src/jobs/doctor.ts';
import { startLoopback } from '../support/loopback-server.ts';
import { type LoopbackYahooOptions, startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { startEmbeddedRedis, startRealRedisServer } from '../support/redis-servers.ts';
import { htmlPage, status503, tooManyRequestsText } from '../support/yahoo-behaviours.ts';

const NOON = Date.UTC(2026, 10, 26, 12);
const clock = { ...systemClock, now: () => NOON };

/** What the doctor says of one subject: each line as state and text. */
async function said(about: string, env: Record<string, string>) {
  const { checks } = await runDoctor(offline(env), { fetch, clock, random: () => 0.5 });
  return checks.filter((check) => check.about === about).map(({ state, text }) => `${state}: ${text}`);
}

/** Nothing but loopback is asked. */
const offline = (env: Record<string, string>) => ({ YAHOO_FINANCE_URL: 'http://127.0.0.1:9', ...env });

async function redisEnv(started: ReturnType<typeof startEmbeddedRedis>) {
  const { url, token, engine, close } = await started;
  onTestFinished(close);
  const ask = (...command: string[]) => engine.execute([command], 'pipeline');
  return { env: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }, ask };
}

async function yahooEnv(options: LoopbackYahooOptions = {}) {
  const yahoo = await startLoopbackYahoo(options);
  onTestFinished(yahoo.close);
  return { YAHOO_FINANCE_URL: yahoo.url };
}

/** A GitHub that gives each request its answer: `GET /runs` is the list of scheduled runs. */
async function githubEnv(answers: Record<string, [status: number, body?: unknown]>, tokenEnd = '') {
  const seen: string[] = [];
  const GITHUB_API_URL = await startLoopback((request, response) => {
    request.resume();
    const name = `${request.method} ${/\/(?:runs|dispatches|enable)\b/.exec(request.url ?? '')?.[0] ?? '/'}`;
    seen.push(name);
    const [status, body = {}] = answers[name] ?? [404];
    if (tokenEnd) response.setHeader('github-authentication-token-expiration', tokenEnd);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { seen, env: { GITHUB_API_URL, GITHUB_REPOSITORY: 'someone/fill-cache', GITHUB_TOKEN: 'a-token' } };
}

const scheduled = (hoursAgo: number): [number, unknown] => [
  200,
  { workflow_runs: [{ created_at: new Date(NOON - hoursAgo * 3_600_000).toISOString() }] },
];
const GOOD_GITHUB = {
  'GET /': [200, { state: 'active' }] as [number, unknown],
  'POST /dispatches': [422] as [number],
  'GET /runs': scheduled(2),
};

test('the embedded Redis is written to, read and left as it was', () =>
  writesAndLeavesNothing(startEmbeddedRedis));

test('a real Redis is written to, read and left as it was', { tags: ['redis-server'] }, () =>
  writesAndLeavesNothing(startRealRedisServer),
);

async function writesAndLeavesNothing(start: () => ReturnType<typeof startEmbeddedRedis>) {
  const { env, ask } = await redisEnv(start());
  expect((await said('redis', env))[0]).toBe('ok: A key was written, read and deleted.');
  expect(await ask('SCAN', '0')).toEqual([{ result: ['0', []] }]);
}

test('a real Redis that deletes keys when it is full is a problem', { tags: ['redis-server'] }, async () => {
  const { env, ask } = await redisEnv(startRealRedisServer());
  expect((await said('redis', env))[1]).toBe('ok: Eviction is off.');
  await ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  expect((await said('redis', env))[1]).toMatch(/^problem: Eviction is on \(allkeys-lru\)/);
});

test('a real Redis that is almost full is a problem', { tags: ['redis-server'] }, async () => {
  const { env, ask } = await redisEnv(startRealRedisServer());
  expect((await said('redis', env))[2]).toMatch(/^ok: \d+ MB are used, and it names no limit\.$/);
  await ask('CONFIG', 'SET', 'maxmemory', '100mb');
  expect((await said('redis', env))[2]).toMatch(/^ok: \d+ MB of 105 MB are used\.$/);
  await ask('CONFIG', 'SET', 'maxmemory', '1mb');
  expect((await said('redis', env))[0]).toMatch(/^problem: Redis is full/);
});

test.each([
  [{}, /UPSTASH_REDIS_REST_URL or UPSTASH_REDIS_REST_TOKEN is not set/],
  [
    { UPSTASH_REDIS_REST_URL: 'nowhere', UPSTASH_REDIS_REST_TOKEN: 't' },
    /^problem: UPSTASH_REDIS_REST_URL is not usable/,
  ],
  [
    { KV_REST_API_URL: 'http://127.0.0.1:9', KV_REST_API_TOKEN: 't' },
    /^problem: Redis at http:\/\/127.0.0.1:9 does not answer/,
  ],
])('a Redis by %j is a problem', async (env, words) => {
  expect(await said('redis', env)).toEqual([expect.stringMatching(words)]);
});

test('a wrong token of Redis is a problem, and is not shown', async () => {
  const { env } = await redisEnv(startEmbeddedRedis());
  const [line] = await said('redis', { ...env, UPSTASH_REDIS_REST_TOKEN: 'not-the-token' });
  expect(line).toMatch(/^problem: .*refuses the token.*Check UPSTASH_REDIS_REST_TOKEN/);
  expect(line).not.toContain('not-the-token');
});

test('a deployment looks whether its token may start the workflow, and when the schedule came', async () => {
  const { env, seen } = await githubEnv(GOOD_GITHUB);
  expect(await said('github', { ...env, VERCEL: '1' })).toEqual([
    'ok: The token may start runs of fill-cache.yml, which is enabled.',
    'ok: The schedule last came 2 h ago.',
  ]);
  expect(seen.sort()).toEqual(['GET /', 'GET /', 'GET /runs', 'POST /dispatches']);
});

test.each<[string, Record<string, [number, unknown?]>, RegExp]>([
  [
    'of a workflow that GitHub switched off',
    { 'GET /': [200, { state: 'disabled_inactivity' }] },
    /^problem: .*after 60 days without a commit/,
  ],
  [
    'of a workflow that a person switched off',
    { 'GET /': [200, { state: 'disabled_manually' }] },
    /^problem: .*enable it on the Actions page/,
  ],
  ['that may not start runs', { 'POST /dispatches': [403] }, /^problem: .*needs "actions: write"/],
  ['that is not known', { 'GET /': [401] }, /^problem: .*check GITHUB_TOKEN; it may have expired/],
  [
    'of a schedule that is silent',
    { 'GET /runs': scheduled(49) },
    /^problem: The schedule last came 49 h ago, and the watchdog is due/,
  ],
  [
    'of a schedule that never came',
    { 'GET /runs': [200, { workflow_runs: [] }] },
    /^note: The schedule has not come yet/,
  ],
])('a token %s is found', async (_, answers, words) => {
  const { env } = await githubEnv({ ...GOOD_GITHUB, ...answers });
  expect(await said('github', env)).toContainEqual(expect.stringMatching(words));
});

test.each([
  ['2026-12-24 12:00:00 UTC', 'ok: The token ends on 2026-12-24.'],
  [
    '2026-12-03 12:00:00 UTC',
    'problem: The token ends on 2026-12-03: make another one, and set GITHUB_TOKEN to it.',
  ],
])('a token that ends at %s is shown with its end', async (end, line) => {
  const { env } = await githubEnv(GOOD_GITHUB, end);
  expect((await said('github', env)).at(-1)).toBe(line);
});

test('a run looks whether its token may send the event that starts the next', async () => {
  const { env } = await githubEnv({ ...GOOD_GITHUB, 'POST /dispatches': [403] });
  const [line] = await said('github', { ...env, GITHUB_ACTIONS: 'true' });
  expect(line).toMatch(/^problem: .*needs "permissions: contents: write"/);
});

test.each([
  [{}, /^note: GITHUB_REPOSITORY and GITHUB_TOKEN are not set: .*a machine of your own does not\.$/],
  [{ GITHUB_REPOSITORY: 'a/b' }, /^problem: GITHUB_TOKEN is not set, so no run can be started/],
  [{ VERCEL: '1' }, /^problem: GITHUB_REPOSITORY and GITHUB_TOKEN are not set, so/],
  [
    { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'a/b' },
    /^note: GITHUB_TOKEN is not set: .*GITHUB_TOKEN: \$\{\{ github\.token \}\}/,
  ],
  [
    { GITHUB_REPOSITORY: 'nobody', GITHUB_TOKEN: 't' },
    /^problem: GITHUB_REPOSITORY is not usable: it must be owner\/name/,
  ],
])('without a repository or a token, %j, it says whether that matters', async (env, words) => {
  expect((await said('github', env))[0]).toMatch(words);
});

test('a Yahoo that answers is shown with its status and our user agent', async () => {
  expect(await said('yahoo', await yahooEnv())).toEqual([
    expect.stringMatching(
      /^ok: AAPL is there up to \d{4}-\d\d-\d\d \(200, user agent: Mozilla\/5\.0 \(compatible; yahoo-finance2\/.*\)\)\.$/,
    ),
  ]);
});

test.each([
  [tooManyRequestsText(), /^problem: Yahoo refused with 429.*\(429, user agent: .*\)\. Wait some hours/],
  [htmlPage, /^problem: Yahoo refused with 200: a web page.*\(200, user agent/],
  [status503, /^problem: Yahoo answered 503.*\(503, user agent: .*\)\. Try again in a while/],
])('a Yahoo that does not is a problem: %j', async (otherwise, words) => {
  expect(await said('yahoo', await yahooEnv({ otherwise }))).toEqual([expect.stringMatching(words)]);
});

test('a made-up market is named', async () => {
  const env = await yahooEnv({ headers: { 'x-fill-cache-market': 'simulated' } });
  expect(await said('yahoo', env)).toEqual([expect.stringMatching(/^note: .*from a made-up market/)]);
});

test('the environment of a deployment lacks what it needs', async () => {
  expect(await said('environment', { VERCEL: '1', FILL_CACHE_API_TOKEN: 't' })).toEqual([
    expect.stringMatching(/^ok: A deployment on Vercel/),
    'ok: FILL_CACHE_API_TOKEN is set.',
    expect.stringMatching(/^problem: CRON_SECRET is not set/),
  ]);
});

test.each([
  [{}, /^note: Nobody is told of jobs/],
  [
    { FILL_CACHE_NOTIFY_URL: 'https://hooks.example/secret' },
    /^ok: Told of jobs: https:\/\/hooks\.example\.$/,
  ],
  [{ FILL_CACHE_NOTIFY_URL: 'nothing' }, /^problem: FILL_CACHE_NOTIFY_URL holds something that is no URL/],
])('of the notices by %j it says who is told, and shows no secret', async (env, words) => {
  expect(await said('notices', env)).toEqual([expect.stringMatching(words)]);
});

test.each<[string, [number, unknown], RegExp]>([
  ['well', [200, { success: true, status: 'ok' }], /^ok: http:\S+ finds all well\.$/],
  [
    'ill',
    [503, { success: false, error: 'x', issues: [{ path: 'github', message: 'No.' }] }],
    /^problem: github at http:\S+: No\.$/,
  ],
  [
    'ill, without the token',
    [503, { success: false, error: 'Not all is well.', issues: [] }],
    /^problem: .*Not all is well\. Set FILL_CACHE_API_TOKEN/,
  ],
  ['something else', [200, 'hello'], /^problem: What answers at http:\S+ is no fill-cache/],
])('a deployment that is %s is shown as that', async (_, [status, body], words) => {
  const url = await startLoopback(
    (_request, response) => void response.writeHead(status).end(JSON.stringify(body)),
  );
  expect(await said('deployment', { FILL_CACHE_URL: url })).toEqual([expect.stringMatching(words)]);
});
