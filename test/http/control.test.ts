import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { anApi } from '../support/api-run.ts';
import { aFailure, aJob, anEnd, aPlan, NOON } from '../support/job-fixtures.ts';
import { aDocumentOf, createScriptedSource, notFound } from '../support/scripted-source.ts';
import { mayNotStart } from '../support/scripted-workflow.ts';

const jobId = 'batch_job_12345';
const at = new Date(NOON).toISOString();
const STATUS = `fill-cache-batch-status?jobId=${jobId}`;

test('a job that is paused stays so, however often it is told, and goes on when it is resumed', async () => {
  const { given, settle, post, get, workflow } = anApi();
  await given();
  for (let call = 0; call < 2; call++) {
    const paused = await settle(post('fill-cache-batch-pause', { jobId }));
    expect(paused.body).toEqual({ success: true, jobId, status: 'paused', message: 'Paused' });
  }
  expect((await settle(get(STATUS))).body.message).toBe(`Paused since ${at}. 3 batches remaining.`);
  const resumed = await settle(post('fill-cache-batch-resume', { jobId }));
  expect(resumed.body).toMatchObject({
    status: 'running',
    message: 'Resumed: a run was started',
    run: { id: 1 },
  });
  expect(workflow.started).toEqual([{ 'job-id': jobId }]);
});

test('pause and resume count in their order, also within one millisecond', async () => {
  const { given, settle, post, get } = anApi();
  await given();
  const said = [];
  for (const word of ['pause', 'resume', 'pause', 'resume']) {
    await settle(post(`fill-cache-batch-${word}`, { jobId }));
    said.push((await settle(get(STATUS))).body.status);
  }
  expect(said).toEqual(['paused', 'running', 'paused', 'running']);
});

test('a job with a run that is alive resumes without another', async () => {
  const { given, settle, post, redis, workflow } = anApi();
  await given();
  await redis.ask('SET', KEYS.lease(jobId, 1), '99');
  await settle(post('fill-cache-batch-pause', { jobId }));
  const { body } = await settle(post('fill-cache-batch-resume', { jobId }));
  expect(body.message).toBe('Resumed: a run is at work already');
  expect(workflow.started).toEqual([]);
});

test('a running action notices a pause within one commit, and throws nothing away', async () => {
  const { given, settle, post, get, startWork, clock } = anApi();
  await given(aJob({ toProcess: 500 }, { maxBatches: 0 }));
  const run = startWork({ 'job-id': jobId, 'requests-per-second': '4' }, '101');
  await clock.advance(10_000);
  await settle(post('fill-cache-batch-pause', { jobId }));
  expect((await clock.settle(run)).view.status).toBe('paused');
  const { body } = await settle(get(STATUS));
  expect(body.status).toBe('paused');
  expect(body.batches.completed).toBeGreaterThan(5);
  expect(body.batches.completed).toBeLessThan(30);
});

test('a job is cancelled once, and what it has done is kept with its end', async () => {
  const { given, settle, post, get, work } = anApi();
  await given(aJob({}, { maxBatches: 1 }));
  await work({ 'job-id': jobId });
  for (let call = 0; call < 2; call++) {
    expect((await settle(post('fill-cache-batch-cancel', { jobId }))).body.status).toBe('cancelled');
  }
  const { body } = await settle(get('fill-cache-batch-jobs'));
  expect(body.jobs).toMatchObject([
    { jobId, status: 'cancelled', progress: { processed: 5, successful: 5 } },
  ]);
});

test.each([
  ['pause', 'completed'],
  ['resume', 'completed'],
  ['cancel', 'completed'],
  ['pause', 'cancelled'],
  ['resume', 'cancelled'],
  ['cancel', 'failed'],
] as const)('it is too late to %s a job that is %s', async (word, status) => {
  const { given, settle, post, redis } = anApi();
  const job = aJob();
  await given(job);
  await writeEnd(redis, job, anEnd(status, { by: '9', at }));
  const answer = await settle(post(`fill-cache-batch-${word}`, { jobId }));
  expect([answer.status, answer.body.code]).toEqual([409, 'state-forbids']);
});

test.each(['pause', 'resume', 'cancel', 'retry', 'continue'])('%s of an unknown job is 404', async (word) => {
  const { settle, post, redis, workflow } = anApi();
  for (const unknown of ['batch_job_nobody', 'batch_job_1:plan', '']) {
    const { status, body } = await settle(post(`fill-cache-batch-${word}`, { jobId: unknown }));
    expect([status, body.code]).toEqual([404, 'unknown-job']);
  }
  expect(await redis.ask('DBSIZE')).toBe(0);
  expect(workflow.started).toEqual([]);
});

test('a resume that GitHub refuses leaves a job that is stalled, and can be resumed again', async () => {
  const { given, settle, post, get, workflow } = anApi();
  await given();
  await settle(post('fill-cache-batch-pause', { jobId }));
  workflow.before = () => Promise.reject(mayNotStart);
  expect((await settle(post('fill-cache-batch-resume', { jobId }))).status).toBe(502);
  expect((await settle(get(STATUS))).body.status).toBe('stalled');
  workflow.before = async () => {};
  expect((await settle(post('fill-cache-batch-resume', { jobId }))).body.run).toMatchObject({ id: 2 });
});

test('a retry is a job of the failed tickers, those known before included, whose markers do not keep them out', async () => {
  const source = createScriptedSource({ T3: notFound, T9: [notFound, notFound, aDocumentOf('T9')] });
  const { given, settle, post, work, redis, workflow } = anApi({ source });
  const known = aFailure('OLD');
  await given(aJob({ knownFailed: 1 }, { maxBatches: 0, range: '1y' }), {
    ...aPlan(12),
    knownFailed: [known],
  });
  expect((await settle(post('fill-cache-batch-retry', { jobId }))).status).toBe(409);
  await work({ 'job-id': jobId });
  expect(await redis.ask('EXISTS', KEYS.marker('T3'), KEYS.marker('T9'))).toBe(2);
  const { body } = await settle(post('fill-cache-batch-retry', { jobId }));
  expect(body).toMatchObject({
    retryOf: jobId,
    batchInfo: { totalTickers: 3, tickersToProcess: 3 },
    run: { id: 1 },
  });
  expect(workflow.started).toEqual([{ 'job-id': body.jobId }]);
  // Only a document removes a marker.
  await work({ 'job-id': body.jobId }, '102');
  expect(await redis.ask('EXISTS', KEYS.marker('T3'), KEYS.marker('T9'))).toBe(1);
});

test('a job without failures has nothing to retry', async () => {
  const { given, settle, post, work } = anApi();
  await given(aJob({}, { maxBatches: 0 }));
  await work({ 'job-id': jobId });
  const { status, body } = await settle(post('fill-cache-batch-retry', { jobId }));
  expect([status, body.error]).toEqual([409, `${jobId} has no failed tickers.`]);
});
