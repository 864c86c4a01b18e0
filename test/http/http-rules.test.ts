import { expect, test } from 'vitest';
import { API_TOKEN, anApi } from '../support/api-run.ts';

const PAUSE = '/api/fill-cache-batch-pause';
const UNKNOWN = '{"jobId":"batch_job_nobody"}';

test.each([
  ['GET', PAUSE, 'POST, OPTIONS'],
  ['HEAD', PAUSE, 'POST, OPTIONS'],
  ['DELETE', '/api/fill-cache-batch-jobs', 'GET, HEAD, OPTIONS'],
  ['POST', '/api/health', 'GET, HEAD, OPTIONS'],
  ['HEAD', '/api/cron/resume-stalled', 'GET, OPTIONS'],
])('%s %s is 405, and %s is allowed', async (method, path, allow) => {
  const { send } = anApi();
  const response = await send(path, { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
});

test.each(['/api', '/api/nothing', '/api/fill-cache/', '/api/Fill-Cache', '/__proto__', '/constructor'])(
  'there is nothing at %s',
  async (path) => {
    const { settle, send } = anApi();
    expect(await settle(send(path))).toMatchObject({ status: 404, body: { code: 'unknown-route' } });
  },
);

test('HEAD has the headers of GET, and no body', async () => {
  const { send } = anApi();
  const head = await send('/api/openapi.json', { method: 'HEAD' });
  const get = await send('/api/openapi.json');
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
});

test.each([
  ['application/json', 404],
  ['application/json; charset=utf-8', 404],
  ['Application/JSON', 404],
  ['application/x-www-form-urlencoded', 404],
  ['text/plain', 415],
  ['multipart/form-data; boundary=x', 415],
  ['application/jsonp', 415],
  ['', 415],
])('a body of type %j is %d', async (type, status) => {
  const { send } = anApi();
  const response = await send(PAUSE, { method: 'POST', body: UNKNOWN, headers: { 'content-type': type } });
  expect(response.status).toBe(status);
});

test('a body without a type is read as JSON', async () => {
  const { send } = anApi();
  expect((await send(PAUSE, { method: 'POST', body: new TextEncoder().encode(UNKNOWN) })).status).toBe(404);
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"jobId":'],
  ['a form', 'jobId=batch_job_1'],
  ['not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
])('a body that is %s is 400', async (_, body) => {
  const { settle, send } = anApi();
  const headers = { 'content-type': 'application/json' };
  const answer = await settle(send(PAUSE, { method: 'POST', body, headers }));
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-json', issues: [{ path: '' }] } });
});

test.each(['null', '[]', '7', '"text"', '[[[[]]]]'])('the JSON %s is no object, and 400', async (body) => {
  const { settle, send } = anApi();
  const answer = await settle(
    send(PAUSE, { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
  );
  expect(answer).toMatchObject({ status: 400, body: { error: 'The body must be a JSON object.' } });
});

test('a body over 1 MiB is 413, whatever it says of its length', async () => {
  const { api, send } = anApi();
  const body = `{"jobId":"${'x'.repeat(1_048_576)}"}`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${API_TOKEN}` };
  expect((await send(PAUSE, { method: 'POST', body, headers })).status).toBe(413);
  const streamed = new Request(`http://localhost${PAUSE}`, {
    method: 'POST',
    body: new Blob([body]).stream(),
    headers: { ...headers, 'content-length': '10' },
    duplex: 'half',
  });
  expect((await api(streamed)).status).toBe(413);
});

test('a stream that never ends is cut off', async () => {
  const { api } = anApi();
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${API_TOKEN}` };
  const request = new Request(`http://localhost${PAUSE}`, {
    method: 'POST',
    body: endless,
    headers,
    duplex: 'half',
  });
  expect((await api(request)).status).toBe(413);
  expect(sent).toBeLessThan(40);
});

test('a wrong field that is huge is not given back whole', async () => {
  const { post } = anApi();
  const response = await post('fill-cache-batch-pause', { jobId: 'batch_job_1', ['x'.repeat(900_000)]: 1 });
  expect(response.status).toBe(400);
  expect((await response.text()).length).toBeLessThan(3_000);
});
