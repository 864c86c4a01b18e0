import { expect, test } from 'vitest';
import { renderStarted } from '../../src/http/routes/render-started.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { anApi } from '../support/api-run.ts';
import { aFact, aFailure, aJob, aPlan, NOON } from '../support/job-fixtures.ts';
import { createScriptedSource, notFound } from '../support/scripted-source.ts';

/** 5,000 tickers in 1,000 batches, of which 250 are done in half an hour and 50 tickers failed. */
async function runningJob(app: ReturnType<typeof anApi>) {
  const job = aJob({ toProcess: 5000, startedAt: new Date(NOON).toISOString() });
  const jobId = await app.given(job, {
    ...aPlan(5000),
    tickers: [
      ...aPlan(1250).tickers,
      'AAPL',
      'MSFT',
      'GOOGL',
      'AMZN',
      'TSLA',
      ...aPlan(3745).tickers.map((t) => `U${t}`),
    ],
  });
  await app.redis.ask('HSET', KEYS.job(jobId), 'startedAt', job.state.startedAt ?? '');
  for (let batch = 1; batch <= 250; batch++) {
    const failures = batch <= 50 ? [aFailure(`T${batch * 5}`)] : [];
    await app.redis.ask(
      'HSET',
      KEYS.done(jobId),
      batch,
      factValue(aFact({ at: NOON + batch * 7_200, failures })),
    );
  }
  await app.redis.ask('SET', KEYS.lease(jobId, 1), '101');
  await app.clock.advance(1_800_000);
  return { job, jobId };
}

test('start answers as in the contract', async () => {
  const app = anApi();
  const job = aJob({ toProcess: 4500, cached: 495, knownFailed: 5 });
  expect(await renderStarted({ job, run: null }, app.redis)).toEqual({
    success: true,
    jobId: 'batch_job_12345',
    message: 'Batch job created with 900 batches',
    batchInfo: {
      totalTickers: 5000,
      tickersToProcess: 4500,
      totalBatches: 900,
      batchSize: 5,
      estimatedTimeMinutes: 37,
    },
    progress: { processed: 500, total: 5000, percentage: 10.0, successful: 495, failed: 5 },
  });
});

test('status answers as in the contract', async () => {
  const app = anApi();
  const { jobId } = await runningJob(app);
  const { status, body } = await app.settle(app.get(`fill-cache-batch-status?jobId=${jobId}`));
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    jobId: 'batch_job_12345',
    status: 'running',
    progress: {
      processed: 1250,
      total: 5000,
      percentage: 25.0,
      successful: 1200,
      failed: 50,
      elapsedTime: 1800,
      estimatedTimeRemaining: 5400,
    },
    batches: { current: 250, total: 1000, completed: 250, remaining: 750 },
    message: 'Processing batch 251 of 1000. 750 batches remaining.',
  });
});

test('continue answers as in the contract', async () => {
  const app = anApi();
  const { jobId } = await runningJob(app);
  const answer = app.post('fill-cache-batch-continue', { jobId, autoContinue: true });
  await app.clock.advance(2_000);
  await app.redis.ask('HSET', KEYS.done(jobId), 251, factValue(aFact({ at: app.clock.now() })));
  const { status, body } = await app.settle(answer);
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    completed: false,
    jobId: 'batch_job_12345',
    batchNumber: 251,
    totalBatches: 1000,
    batchResults: { successful: 5, failed: 0, tickers: ['AAPL', 'MSFT', 'GOOGL', 'AMZN', 'TSLA'] },
    progress: { processed: 1255, total: 5000, percentage: 25.1 },
    message: 'Batch completed - continuing to next batch automatically',
  });
});

test('continue of a finished job has the last batch and no results', async () => {
  const app = anApi();
  const { job, jobId } = await runningJob(app);
  await writeEnd(app.redis, job, {
    status: 'completed',
    by: '1',
    at: job.startTime,
    successful: 5000,
    failed: 0,
  });
  const { status, body } = await app.settle(app.post('fill-cache-batch-continue', { jobId }));
  expect(status).toBe(200);
  expect(body).toMatchObject({ completed: true, batchNumber: 1000, totalBatches: 1000, batchResults: null });
});

test('200 tickers are made a job, with the next steps of the contract', async () => {
  const app = anApi();
  const tickers = Array.from({ length: 200 }, (_, index) => `T${index}`);
  const { body } = await app.settle(app.post('fill-cache', { tickers, action: 'fill', useBatch: true }));
  const { run, ...rest } = body;
  expect(run).toMatchObject({ id: 1 });
  expect(rest).toEqual({
    success: true,
    batchMode: true,
    jobId: body.jobId,
    message: 'Batch job created for 200 tickers',
    nextSteps: {
      checkStatus: `/api/fill-cache-batch-status?jobId=${body.jobId}`,
      startProcessing: '/api/fill-cache-batch-continue',
      autoStart: 'Job will start automatically in a few seconds',
    },
  });
});

test('three tickers are filled at once, each with what became of it', async () => {
  const app = anApi({ source: createScriptedSource({ ZZZZ: notFound }) });
  await app.settle(app.post('fill-cache', { tickers: ['MSFT'] }));
  const { status, body } = await app.settle(app.post('fill-cache', { tickers: ['AAPL', 'MSFT', 'ZZZZ'] }));
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    batchMode: false,
    message: 'Filled 2 of 3 tickers: 1 failed',
    progress: { processed: 3, total: 3, percentage: 100.0, successful: 2, failed: 1 },
    results: [
      { ticker: 'AAPL', status: 'filled', rows: 2 },
      { ticker: 'MSFT', status: 'cached' },
      { ticker: 'ZZZZ', status: 'failed', error: 'No data found, symbol may be delisted' },
    ],
  });
});

test('a problem has the keys of the contract, and names the fields', async () => {
  const app = anApi();
  const { status, headers, body } = await app.settle(
    app.post('fill-cache-batch-start', { tickerSource: 'dax', batchSize: 0, colour: 'red' }),
  );
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toEqual({
    success: false,
    error: 'tickerSource must be sp500, all or custom (and 2 more: see issues).',
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'invalid-field',
    issues: [
      { path: 'tickerSource', message: 'must be sp500, all or custom' },
      { path: 'batchSize', message: 'must be a whole number from 1 to 50; 5 if not given' },
      { path: 'colour', message: 'is no field of this request' },
    ],
  });
});
