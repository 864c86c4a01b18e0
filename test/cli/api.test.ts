import { expect, test } from 'vitest';
import { API_TOKEN } from '../support/api-run.ts';
import { startLoopback } from '../support/loopback-server.ts';
import { aClient, deserted, runAt } from './client-run.ts';

const JOBS = { success: true, jobs: [] };
const answering = (status: number, headers: Record<string, string>, body: string) =>
  startLoopback((_, response) => response.writeHead(status, headers).end(body));

test('the token of the environment is sent, and needed', async () => {
  const { job } = await aClient();
  expect(await job('list')).toMatchObject({ code: 0, output: 'There are no jobs.\n' });
  const { code, stderr } = await job('list', { env: { FILL_CACHE_API_TOKEN: 'wrong' } });
  expect([code, stderr]).toEqual([
    1,
    'The token is not right: send it as Authorization: Bearer ….\nThis client takes the token from FILL_CACHE_API_TOKEN.\n',
  ]);
});

test('without a token none is sent', async () => {
  let authorization: string | undefined = 'something';
  const url = await startLoopback((request, response) => {
    authorization = request.headers.authorization;
    response.end(JSON.stringify(JOBS));
  });
  expect((await runAt(url, 'list', { env: { FILL_CACHE_API_TOKEN: '' } })).code).toBe(0);
  expect(authorization).toBeUndefined();
});

test('an address may have a path', async () => {
  const asked: unknown[] = [];
  const url = await startLoopback((request, response) => {
    asked.push(request.url);
    response.end(JSON.stringify(JOBS));
  });
  await runAt(`${url}/cache/`, 'list --limit 7');
  expect(asked).toEqual(['/cache/api/fill-cache-batch-jobs?limit=7']);
});

test('what a newer deployment says besides is passed on', async () => {
  const url = await answering(200, {}, JSON.stringify({ ...JOBS, more: { of: 1 } }));
  expect(JSON.parse((await runAt(url, 'list --json')).output)).toEqual({ ...JOBS, more: { of: 1 } });
});

test.each([
  ['a page', 200, 'text/html', '<h1>Welcome</h1>', 'got HTTP 200 with text/html, which is no answer that'],
  [
    'a page that is missing',
    404,
    'text/plain',
    'NOT_FOUND',
    'got HTTP 404 with text/plain, which is no answer',
  ],
  [
    'a gateway that gave up',
    504,
    'text/plain',
    'TIMEOUT',
    'got HTTP 504 with text/plain, which is no answer',
  ],
  [
    'another JSON',
    200,
    'application/json',
    '{"success":true,"jobs":[{}]}',
    '(wrong: jobs.0.jobId), which is no answer that',
  ],
  [
    'a job id that acts',
    200,
    'application/json',
    '{"success":true,"jobs":[{"jobId":"$(x)"}]}',
    '(wrong: jobs.0.jobId)',
  ],
  ['an error of another form', 500, 'application/json', '{"error":{}}', 'got HTTP 500 with application/json'],
])('%s is no fill-cache', async (_, status, type, body, sentence) => {
  const url = await answering(status, { 'content-type': type }, body);
  const { code, output, stderr } = await runAt(url, 'list');
  expect([code, output]).toEqual([4, '']);
  expect(stderr).toContain(`GET ${url}/api/fill-cache-batch-jobs got HTTP ${status} with ${type}`);
  expect(stderr).toContain(sentence);
});

test('an address at which nothing listens is an error of one line, with the reason', async () => {
  const url = await deserted();
  const { code, stderr } = await runAt(url, 'cancel batch_job_1');
  expect([code, stderr]).toEqual([
    4,
    `POST ${url}/api/fill-cache-batch-cancel got no answer (ECONNREFUSED). Is fill-cache there? --url, or else FILL_CACHE_URL, says where it is.\n`,
  ]);
});

test('a connection that breaks in the middle of an answer is no answer', async () => {
  const url = await startLoopback((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"jobs":');
    setImmediate(() => response.destroy());
  });
  const { code, stderr } = await runAt(url, 'list');
  expect([code, stderr]).toEqual([4, expect.stringContaining('got no answer (')]);
});

test('an address that sends on gets no second request, and the right one is named', async () => {
  const headers: unknown[] = [];
  const other = await startLoopback((request, response) => {
    headers.push(request.headers);
    response.end(JSON.stringify(JOBS));
  });
  const url = await answering(308, { location: `${other}/api/fill-cache-batch-jobs?secret=1` }, '');
  const { code, stderr } = await runAt(url, 'list');
  expect([code, headers]).toEqual([4, []]);
  expect(stderr).toContain(`sends on to ${other}: give that address as --url.`);
});

test('nothing that is printed holds the token', async () => {
  const left = [
    await runAt(await deserted(), 'list --json'),
    await runAt(await answering(500, {}, ''), 'list'),
    await (await aClient()).job('status batch_job_1 --json'),
  ];
  expect(JSON.stringify(left)).not.toContain(API_TOKEN);
});
