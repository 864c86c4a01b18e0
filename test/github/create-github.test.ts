import nock from 'nock';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { GitHubRefused, GitHubUnreachable } from '../../src/github/github-error.ts';
import { NOON } from '../support/job-fixtures.ts';

const API = 'https://api.github.com';
const PATH = '/repos/octo/prices/dispatches';
const TOKEN = 'ghs_secret';
const event = {
  v: 1,
  jobId: 'batch_job_12345',
  autoContinue: true,
  lane: 1,
  hop: 2,
  reason: 'max-batches',
} as const;

beforeEach(() => nock.disableNetConnect());
// Its import has replaced Node's HTTP client, which other files of this worker use: hostile requests are none to it.
afterAll(() => nock.restore());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function github(retries = 0, apiUrl = API) {
  return createGitHub({
    token: TOKEN,
    repository: 'octo/prices',
    apiUrl,
    retries,
    clock: impatientClock,
    random: () => 0,
  });
}

/** Nobody waits for real; time passes by what was waited for. */
const impatientClock: Clock = { now: () => NOON, sleep: async () => {} };

/** What a dispatch comes to when GitHub answers so. */
async function refusal(status: number, body: nock.Body, headers: nock.ReplyHeaders = {}, retries = 0) {
  nock(API)
    .post(PATH)
    .times(retries + 1)
    .reply(status, body, headers);
  const error: unknown = await github(retries)
    .dispatch(event)
    .catch((one: unknown) => one);
  expect(nock.isDone()).toBe(true);
  return error instanceof Error ? error : expect.unreachable();
}

test('an event goes out as GitHub wants it', async () => {
  const sent = nock(API, {
    reqheaders: {
      authorization: 'token ghs_secret',
      accept: 'application/vnd.github.v3+json',
      'content-type': /json/,
      'user-agent': /./,
      'x-github-api-version': '2022-11-28',
    },
  })
    .post(PATH, { event_type: 'fill-cache-batch', client_payload: event })
    .reply(204);
  await github().dispatch(event);
  expect(sent.isDone()).toBe(true);
});

test('it goes to the server that GITHUB_API_URL names, with its path', async () => {
  const sent = nock('https://ghe.example').post(`/api/v3${PATH}`).reply(204);
  await github(0, 'https://ghe.example/api/v3').dispatch(event);
  expect(sent.isDone()).toBe(true);
});

test.each([
  [401, { message: 'Bad credentials' }, 'GitHub does not know the token (HTTP 401): check github-token'],
  [
    403,
    { message: 'Resource not accessible by integration' },
    'The token may not send events to octo/prices (HTTP 403): the workflow needs "permissions: contents: write".',
  ],
  [
    404,
    { message: 'Not Found' },
    'There is no repository octo/prices for this token (HTTP 404): check GITHUB_REPOSITORY',
  ],
  [422, { message: 'Invalid request.' }, 'GitHub refused the event for octo/prices (HTTP 422).'],
])('a refusal with %i is told in one line that says what to do', async (status, body, words) => {
  const error = await refusal(status, body);
  expect(error).toBeInstanceOf(GitHubRefused);
  expect(error).toMatchObject({ status, retryAfterMilliseconds: null });
  expect(error.message).toContain(words);
  expect(error.message).not.toMatch(/\n|ghs_secret/);
});

test('a refusal is not repeated', async () => {
  const first = nock(API).post(PATH).reply(403, { message: 'Resource not accessible by integration' });
  const second = nock(API).post(PATH).reply(204);
  await expect(github(3).dispatch(event)).rejects.toThrow('contents: write');
  expect([first.isDone(), second.isDone()]).toEqual([true, false]);
});

test.each([
  ['a secondary limit', 403, { message: 'You have exceeded a secondary rate limit' }, {}, 60_000],
  ['a secondary limit that says when', 403, { message: 'secondary' }, { 'retry-after': '120' }, 120_000],
  ['429', 429, 'Too Many Requests', {}, 60_000],
  ['429 that says when', 429, {}, { 'retry-after': '3600' }, 3_600_000],
])(
  '%s is no missing permission: it says when to try again',
  async (_, status, body, headers, milliseconds) => {
    const error = await refusal(status, body, headers);
    expect(error).toMatchObject({ name: 'GitHubRefused', status, retryAfterMilliseconds: milliseconds });
    expect(error.message).toContain(
      `continue the job in ${milliseconds / 1_000} s, or leave it to the watchdog.`,
    );
  },
);

test('a limit that is over soon is waited for', async () => {
  nock(API).post(PATH).reply(429, {}, { 'retry-after': '0' });
  const second = nock(API).post(PATH).reply(204);
  await github(1).dispatch(event);
  expect(second.isDone()).toBe(true);
});

test('a limit that lasts longer than a run is left to the watchdog', async () => {
  nock(API).post(PATH).reply(429, {}, { 'retry-after': '61' });
  const second = nock(API).post(PATH).reply(204);
  await expect(github(1).dispatch(event)).rejects.toThrow(GitHubRefused);
  expect(second.isDone()).toBe(false);
});

test.each([
  ['502', (one: nock.Interceptor) => one.reply(502, '<html>Bad Gateway</html>')],
  ['500', (one: nock.Interceptor) => one.reply(500, { message: 'Server Error' })],
  ['a reset', (one: nock.Interceptor) => one.replyWithError(new Error('read ECONNRESET'))],
])('after %s the same event is sent again', async (_, answer) => {
  answer(nock(API).post(PATH));
  const second = nock(API).post(PATH, { event_type: 'fill-cache-batch', client_payload: event }).reply(204);
  await github(1).dispatch(event);
  expect(second.isDone()).toBe(true);
});

test.each([
  ['HTTP 503', (one: nock.Interceptor) => one.reply(503, 'Unavailable')],
  ['no connection', (one: nock.Interceptor) => one.replyWithError(new Error('getaddrinfo ENOTFOUND'))],
])(
  'if it stays so (%s), the event may have landed, and nobody says that it was refused',
  async (reason, answer) => {
    answer(nock(API).post(PATH).times(3));
    const error: unknown = await github(2)
      .dispatch(event)
      .catch((one: unknown) => one);
    expect(nock.isDone()).toBe(true);
    expect(error).toBeInstanceOf(GitHubUnreachable);
    expect(String(error)).toContain(`(${reason}); it may have landed all the same.`);
  },
);

test('an error keeps what GitHub said as its cause', async () => {
  expect((await refusal(422, { message: 'Invalid request.' })).cause).toMatchObject({ status: 422 });
});
