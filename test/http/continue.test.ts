import { expect, test } from 'vitest';
import { writePause } from '../../src/store/control.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { anApi } from '../support/api-run.ts';
import { aFact, aJob, NOON } from '../support/job-fixtures.ts';

const jobId = 'batch_job_12345';
const CONTINUE = 'fill-cache-batch-continue';
const ASYNC = { prefer: 'respond-async' };
const iso = (seconds: number) => new Date(NOON + seconds * 1_000).toISOString();

/** A workflow whose runs work at once, as GitHub's would in half a minute. */
function workingApi() {
  const app = anApi();
  const runs: Promise<unknown>[] = [];
  app.workflow.before = async (inputs) =>
    void runs.push(app.startWork(inputs, String(app.workflow.started.length)));
  return { ...app, runs };
}

test('a job is stepped through by hand, one batch a call, to its end', async () => {
  const { given, settle, post, workflow } = workingApi();
  await given();
  const batches = [];
  for (let call = 0; call < 4; call++) {
    const { status, body } = await settle(post(CONTINUE, { jobId, autoContinue: false }));
    expect(status).toBe(200);
    batches.push([body.batchNumber, body.completed, body.batchResults?.tickers.length]);
  }
  expect(batches).toEqual([
    [1, false, 5],
    [2, false, 5],
    [3, true, 2],
    [3, true, undefined],
  ]);
  expect(workflow.started[0]).toEqual({ 'job-id': jobId, 'max-batches': '1', 'auto-continue': 'false' });
  expect(workflow.started).toHaveLength(3);
});

test('two that continue at once start one run, and both get its batch', async () => {
  const { given, settle, post, workflow } = workingApi();
  await given();
  const [one, other] = [post(CONTINUE, { jobId }), post(CONTINUE, { jobId })];
  const answers = [await settle(one), await settle(other)];
  expect(answers.map(({ status, body }) => [status, body.batchNumber])).toEqual([
    [200, 1],
    [200, 1],
  ]);
  expect(workflow.started).toHaveLength(1);
});

test('a run that is alive gets no other beside it: its next batch is waited for', async () => {
  const { given, settle, post, workflow, redis, clock } = anApi();
  await given();
  await redis.ask('SET', KEYS.lease(jobId, 1), '99');
  const answer = post(CONTINUE, { jobId });
  await clock.advance(20_000);
  await redis.ask('HSET', KEYS.done(jobId), 2, factValue(aFact({ at: clock.now() })));
  expect((await settle(answer)).body).toMatchObject({ batchNumber: 2, batchResults: { successful: 5 } });
  expect(workflow.started).toEqual([]);
});

test('if the run that is waited for goes without a batch, the next one is started', async () => {
  const { given, settle, post, workflow, redis, clock } = workingApi();
  await given();
  await redis.ask('SET', KEYS.lease(jobId, 1), '99');
  const answer = post(CONTINUE, { jobId });
  await clock.advance(5_000);
  await redis.ask('DEL', KEYS.lease(jobId, 1));
  expect(await settle(answer)).toMatchObject({ status: 200, body: { batchNumber: 1, run: { id: 1 } } });
  expect(workflow.started).toHaveLength(1);
});

test.each([
  [undefined, 45],
  ['wait=100', 100],
  ['wait=9000', 240],
  ['respond-async, wait=5', 5],
  ['respond-async', 0],
  ['wait=soon', 45],
])('with Prefer: %s it waits for %d s, and then says where to look', async (prefer, seconds) => {
  const { given, settle, post, clock } = anApi();
  await given();
  const { status, headers, body } = await settle(post(CONTINUE, { jobId }, prefer ? { prefer } : {}));
  expect(clock.now() - NOON).toBe(seconds * 1_000);
  expect([status, body.batchResults, body.completed]).toEqual([202, null, false]);
  expect(headers.get('location')).toBe(`/api/fill-cache-batch-status?jobId=${jobId}`);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
});

type Prepare = (redis: ReturnType<typeof anApi>['redis']) => Promise<unknown>;
test.each<[string, Prepare]>([
  ['of a job that was never started', async () => {}],
  ['that has to start a run', (redis) => redis.ask('HSET', KEYS.job(jobId), 'startedAt', iso(0))],
  ['beside a run that is alive', (redis) => redis.ask('SET', KEYS.lease(jobId, 1), '99', 'EX', 300)],
])('a continue %s costs at most 30 commands in the first minute', async (_, prepare) => {
  const { given, settle, post, redis } = anApi();
  await given(aJob());
  await prepare(redis);
  redis.requests.length = 0;
  await settle(post(CONTINUE, { jobId }, { prefer: 'wait=60' }));
  expect(redis.requests.flat().length).toBeLessThanOrEqual(30);
});

test('a paused job resumes', async () => {
  const { given, settle, post, get, redis } = anApi();
  await writePause(redis, await given(), iso(-60));
  await settle(post(CONTINUE, { jobId }, ASYNC));
  expect((await settle(get(`fill-cache-batch-status?jobId=${jobId}`))).body.status).toBe('running');
});

test('a failed job is reopened', async () => {
  const { given, settle, post, work, redis } = anApi();
  const job = aJob();
  await given(job);
  await writeEnd(redis, job, {
    status: 'failed',
    by: '9',
    at: iso(0),
    reason: 'stuck',
    successful: 0,
    failed: 0,
  });
  const { status, body } = await settle(post(CONTINUE, { jobId }, ASYNC));
  expect([status, body.run.id]).toEqual([202, 1]);
  expect((await work({ 'job-id': jobId, 'max-batches': '0' })).view.status).toBe('completed');
});

test('a cancelled job is not continued', async () => {
  const { given, settle, post, workflow, redis } = anApi();
  const job = aJob();
  await given(job);
  await writeEnd(redis, job, { status: 'cancelled', by: 'me', at: iso(0), successful: 0, failed: 0 });
  const { status, body } = await settle(post(CONTINUE, { jobId }));
  expect([status, body.code]).toEqual([409, 'state-forbids']);
  expect(workflow.started).toEqual([]);
});

test('a caller that goes away is not waited for', async () => {
  const { given, post, redis, clock } = anApi();
  await given();
  const gone = new AbortController();
  const answer = post(CONTINUE, { jobId }, {}, gone.signal);
  await clock.advance(2_000);
  gone.abort();
  expect((await answer).status).toBe(499);
  redis.requests.length = 0;
  await clock.advance(20_000);
  expect(redis.requests).toEqual([]);
});
