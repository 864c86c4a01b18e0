import { expect, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { startLoopback } from '../support/loopback-server.ts';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: string;
}

/** A GitHub that gives the same answer to each request, or the one for its method. */
async function github(
  answers: Record<string, { status: number; body?: unknown; headers?: Record<string, string> }>,
) {
  const seen: Seen[] = [];
  const apiUrl = await startLoopback(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    seen.push({ method, url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() });
    const { status, body, headers: given } = answers[method ?? ''] ?? { status: 500 };
    response.writeHead(status, { 'content-type': 'application/json', ...given });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const workflow = createGitHub({
    token: 'a-secret-token',
    repository: 'someone/fill-cache',
    apiUrl,
    ref: 'main',
    timeoutMilliseconds: 500,
    clock: systemClock,
    random: Math.random,
  });
  return { seen, workflow };
}

const ROUTE = '/repos/someone/fill-cache/actions/workflows/fill-cache.yml';
const ACTIVE = { status: 200, body: { state: 'active' } };

test('a run is asked for as GitHub wants it, and the answer links to it', async () => {
  const html_url = 'https://github.com/someone/fill-cache/actions/runs/7';
  const { seen, workflow } = await github({ POST: { status: 200, body: { workflow_run_id: 7, html_url } } });
  expect(await workflow.startWorkflow({ 'job-id': 'batch_job_1' })).toEqual({ id: 7, url: html_url });
  expect(seen).toEqual([
    {
      method: 'POST',
      url: `${ROUTE}/dispatches`,
      authorization: 'token a-secret-token',
      body: '{"ref":"main","inputs":{"job-id":"batch_job_1"},"return_run_details":true}',
    },
  ]);
});

test('a GitHub that does not say which run it has started has started one all the same', async () => {
  const { workflow } = await github({ POST: { status: 204 } });
  expect(await workflow.startWorkflow({})).toBeNull();
});

test.each([
  [401, 'check GITHUB_TOKEN'],
  [403, 'needs "actions: write"'],
  [404, 'There is no fill-cache.yml in someone/fill-cache'],
  [422, 'on main (HTTP 422): check GITHUB_REF_NAME'],
])('HTTP %d means that nothing was started, and says what to do', async (status, words) => {
  const { workflow, seen } = await github({ POST: { status, body: { message: 'no' } } });
  const error = await workflow.startWorkflow({}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'GitHubRefused', status, message: expect.stringContaining(words) });
  expect(String(error)).not.toContain('a-secret-token');
  expect(seen).toHaveLength(1);
});

test('a limit says when to come back', async () => {
  const { workflow } = await github({ POST: { status: 403, headers: { 'retry-after': '30' }, body: {} } });
  await expect(workflow.startWorkflow({})).rejects.toMatchObject({
    name: 'GitHubRefused',
    retryAfterMilliseconds: 30_000,
  });
});

test('a 502 may have started a run, and is not repeated', async () => {
  const { workflow, seen } = await github({ POST: { status: 502 } });
  await expect(workflow.startWorkflow({})).rejects.toMatchObject({
    name: 'GitHubUnreachable',
    message: expect.stringContaining('it may have started one all the same'),
  });
  expect(seen).toHaveLength(1);
});

test('a GitHub that does not answer in time may have started a run', async () => {
  const apiUrl = await startLoopback(() => {});
  const connection = { token: 't', repository: 'a/b', apiUrl, timeoutMilliseconds: 50 };
  const config = { ...connection, clock: systemClock, random: Math.random };
  await expect(createGitHub(config).startWorkflow({})).rejects.toMatchObject({ name: 'GitHubUnreachable' });
});

test('a check starts nothing: it asks for a branch that no repository can have', async () => {
  const { seen, workflow } = await github({
    GET: ACTIVE,
    POST: { status: 422, body: { message: 'No ref found' } },
  });
  await workflow.checkWorkflow();
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${ROUTE}`,
    `POST ${ROUTE}/dispatches`,
  ]);
  expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({ ref: 'refs/heads/..' });
});

test.each([
  ['that may only read', { GET: ACTIVE, POST: { status: 403, body: {} } }, 'actions: write'],
  ['that is not known', { GET: { status: 401, body: {} } }, 'HTTP 401'],
  ['of another repository', { GET: { status: 404, body: {} } }, 'HTTP 404'],
  [
    'for a workflow that is switched off',
    { GET: { status: 200, body: { state: 'disabled_manually' } } },
    'disabled_manually',
  ],
])('a check finds a token %s', async (_, answers, words) => {
  const { workflow } = await github(answers);
  await expect(workflow.checkWorkflow()).rejects.toThrow(words);
});

test('a check of events sends one that GitHub refuses to everybody', async () => {
  const { seen, workflow } = await github({ POST: { status: 422, body: { message: 'too long' } } });
  await workflow.checkEvent();
  expect(seen.map(({ url }) => url)).toEqual(['/repos/someone/fill-cache/dispatches']);
  expect(JSON.parse(seen[0]?.body ?? '').event_type).toHaveLength(101);
});

test.each([
  [401, 'check github-token'],
  [403, 'needs "permissions: contents: write"'],
])('a check of events finds a token that gets %d', async (status, words) => {
  const { workflow } = await github({ POST: { status, body: {} } });
  await expect(workflow.checkEvent()).rejects.toThrow(words);
});

test('a workflow is switched on as GitHub wants it', async () => {
  const { seen, workflow } = await github({ PUT: { status: 204 } });
  await workflow.enableWorkflow();
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([`PUT ${ROUTE}/enable`]);
});

test('a check says why GitHub has switched a workflow off', async () => {
  const { workflow } = await github({ GET: { status: 200, body: { state: 'disabled_inactivity' } } });
  await expect(workflow.checkWorkflow()).rejects.toThrow('after 60 days without a commit');
});

test.each([
  [[{ created_at: '2026-11-20T22:23:00Z' }], Date.UTC(2026, 10, 20, 22, 23)],
  [[], null],
])('of the scheduled runs %j the last was at %s', async (workflow_runs, at) => {
  const { seen, workflow } = await github({ GET: { status: 200, body: { workflow_runs } } });
  expect(await workflow.lastScheduledRun()).toBe(at);
  expect(seen[0]?.url).toBe(`${ROUTE}/runs?event=schedule&per_page=1`);
});

test.each([
  ['2026-12-01 10:00:00 UTC', Date.UTC(2026, 11, 1, 10)],
  ['2026-12-01 10:00:00 +0200', Date.UTC(2026, 11, 1, 8)],
  ['soon', null],
  [undefined, null],
])('a token whose end GitHub calls %s ends at %s', async (header, at) => {
  const headers = header === undefined ? {} : { 'github-authentication-token-expiration': header };
  const { workflow } = await github({ GET: { ...ACTIVE, headers } });
  expect(await workflow.tokenEnd()).toBe(at);
});
