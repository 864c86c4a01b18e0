import { expect, test } from 'vitest';
import { anApi } from '../support/api-run.ts';
import { mayNotStart } from '../support/scripted-workflow.ts';

const PUBLIC = { authorization: '' };

test('when all is well, anybody is told so', async () => {
  const { settle, get } = anApi();
  expect(await settle(get('health', PUBLIC))).toMatchObject({
    status: 200,
    body: { success: true, status: 'ok' },
  });
});

test('what is wrong is told only to those who may read', async () => {
  const app = anApi();
  app.workflow.before = () => Promise.reject(mayNotStart);
  const asked = await app.settle(app.get('health'));
  expect([asked.status, asked.body.issues]).toEqual([
    503,
    [{ path: 'github', message: mayNotStart.message }],
  ]);
  const anybody = await app.settle(app.get('health', PUBLIC));
  expect(anybody).toMatchObject({ status: 503, body: { error: 'Not all is well.', issues: [] } });
});

test('however often it is asked, Redis and GitHub are asked twice a minute', async () => {
  const { settle, get, redis, clock } = anApi();
  for (let second = 0; second < 60; second += 5) {
    await settle(get('health', PUBLIC));
    await clock.advance(5_000);
  }
  expect(redis.requests).toHaveLength(2);
});

test('with a token it also writes to Redis, and asks when the schedule came', async () => {
  const { settle, get, redis, clock, workflow } = anApi();
  expect((await settle(get('health'))).status).toBe(200);
  expect(redis.requests.map((request) => request.map(([name]) => name))).toEqual([
    ['SET', 'GET', 'DEL'],
    ['INFO'],
  ]);
  await clock.advance(30_000);
  workflow.scheduledAt = clock.now() - 49 * 3_600_000;
  expect((await settle(get('health'))).body.issues).toEqual([
    { path: 'github', message: expect.stringContaining('The schedule last came 49 h ago') },
  ]);
  expect((await settle(get('health', PUBLIC))).status).toBe(200);
});

test('with a token too, Redis and GitHub are asked no more than twice a minute', async () => {
  const { settle, get, redis, clock } = anApi();
  for (let second = 0; second < 60; second += 5) {
    await settle(get('health'));
    await clock.advance(5_000);
  }
  expect(redis.requests).toHaveLength(4);
});
