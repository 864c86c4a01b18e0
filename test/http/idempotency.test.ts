import { expect, test } from 'vitest';
import { anApi } from '../support/api-run.ts';
import { badGateway, mayNotStart } from '../support/scripted-workflow.ts';

const START = 'fill-cache-batch-start';
const BODY = { tickerSource: 'custom', tickers: ['AAPL', 'MSFT'] };
const KEY = { 'idempotency-key': 'nightly-2026-11-24' };

test('the same key gives the same job, and one run', async () => {
  const { settle, post, workflow, redis } = anApi();
  const first = await settle(post(START, BODY, KEY));
  const second = await settle(post(START, { tickers: ['AAPL', 'MSFT'], tickerSource: 'custom' }, KEY));
  expect(second.body.jobId).toBe(first.body.jobId);
  expect(second.body.batchInfo).toEqual(first.body.batchInfo);
  expect(workflow.started).toHaveLength(1);
  expect(await redis.ask('ZCARD', 'batch_jobs')).toBe(1);
});

test('a job that has ended meanwhile is estimated to take no time', async () => {
  const { settle, post, work } = anApi();
  const { body } = await settle(post(START, BODY, KEY));
  await work({ 'job-id': body.jobId, 'max-batches': '0' });
  const again = await settle(post(START, BODY, KEY));
  expect([body, again.body].map(({ batchInfo }) => batchInfo.estimatedTimeMinutes)).toEqual([1, 0]);
});

test('of two at the same time, one makes the job and the other takes its own back', async () => {
  const { settle, post, workflow, redis } = anApi();
  const [one, other] = [post(START, BODY, KEY), post(START, BODY, KEY)];
  const [first, second] = [await settle(one), await settle(other)];
  expect(second.body.jobId).toBe(first.body.jobId);
  expect(workflow.started).toHaveLength(1);
  expect(await redis.ask('SMEMBERS', 'batch_jobs:open')).toEqual([first.body.jobId]);
  expect(await redis.ask('ZRANGE', 'batch_jobs', 0, -1)).toEqual([first.body.jobId]);
});

test('the same key with another body is 409', async () => {
  const { settle, post } = anApi();
  await settle(post(START, BODY, KEY));
  const { status, body } = await settle(post(START, { ...BODY, range: '1y' }, KEY));
  expect([status, body.code]).toEqual([409, 'idempotency-key-reused']);
});

test('after a day the key is free', async () => {
  const { settle, post, clock } = anApi();
  const first = await settle(post(START, BODY, KEY));
  await clock.advance(86_401_000);
  expect((await settle(post(START, BODY, KEY))).body.jobId).not.toBe(first.body.jobId);
});

test('whoever repeats a start that GitHub refused starts the run of the same job', async () => {
  const { settle, post, workflow } = anApi();
  workflow.before = () => Promise.reject(mayNotStart);
  const first = await settle(post(START, BODY, KEY));
  workflow.before = async () => {};
  const second = await settle(post(START, BODY, KEY));
  expect([second.status, second.body.jobId, second.body.run.id]).toEqual([200, first.body.jobId, 2]);
});

test('whoever repeats a start whose run may be there already starts no other', async () => {
  const { settle, post, workflow } = anApi();
  workflow.before = () => Promise.reject(badGateway);
  await settle(post(START, BODY, KEY));
  expect((await settle(post(START, BODY, KEY))).status).toBe(200);
  expect(workflow.started).toHaveLength(1);
});

test.each(['', ' ', 'two words', 'x'.repeat(256)])('the key %j is refused', async (key) => {
  const { settle, post, redis } = anApi();
  const { status, body } = await settle(post(START, BODY, { 'idempotency-key': key }));
  expect([status, body.issues[0].path]).toEqual([400, 'Idempotency-Key']);
  expect(await redis.ask('DBSIZE')).toBe(0);
});
