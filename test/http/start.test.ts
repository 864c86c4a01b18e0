import { expect, test } from 'vitest';
import { commitTickers } from '../../src/store/write-tickers.ts';
import { anApi } from '../support/api-run.ts';
import { aDocument } from '../support/scripted-source.ts';
import { badGateway, mayNotStart, tooManyStarts } from '../support/scripted-workflow.ts';

const TWELVE = Array.from({ length: 12 }, (_, index) => `T${index + 1}`);
const CUSTOM = { tickerSource: 'custom', tickers: TWELVE };

test('a job is made, its first run is started, and the answer has the keys of the contract', async () => {
  const { settle, post, workflow } = anApi();
  const { status, body } = await settle(post('fill-cache-batch-start', CUSTOM));
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    jobId: expect.stringMatching(/^batch_job_[a-z0-9]+$/),
    message: 'Batch job created with 3 batches',
    batchInfo: {
      totalTickers: 12,
      tickersToProcess: 12,
      totalBatches: 3,
      batchSize: 5,
      estimatedTimeMinutes: 1,
    },
    progress: { processed: 0, total: 12, percentage: 0, successful: 0, failed: 0 },
    run: { id: 1, url: 'https://github.com/someone/fill-cache/actions/runs/1' },
  });
  expect(workflow.started).toEqual([{ 'job-id': body.jobId }]);
});

test('a job of several lanes says so in the list and in its details, and its first run starts the others', async () => {
  const { settle, post, get, workflow } = anApi();
  const { body } = await settle(post('fill-cache-batch-start', { ...CUSTOM, lanes: 3 }));
  expect(workflow.started).toEqual([{ 'job-id': body.jobId }]);
  const { jobs } = (await settle(get('fill-cache-batch-jobs'))).body;
  expect(jobs).toMatchObject([{ jobId: body.jobId, lanes: 3 }]);
  const path = `fill-cache-batch-status?jobId=${body.jobId}&detailed=true`;
  const absent = { state: 'absent', runId: null, hop: null, since: null, batches: 0 };
  expect((await settle(get(path))).body.lanes).toEqual([
    { ...absent, lane: 1, state: 'starting' },
    { ...absent, lane: 2 },
    { ...absent, lane: 3 },
  ]);
});

test.each([0, 17, 2.5, '4'])('%j lanes are refused', async (lanes) => {
  const { settle, post } = anApi();
  const { status, body } = await settle(post('fill-cache-batch-start', { ...CUSTOM, lanes }));
  expect([status, body.issues?.[0]?.path]).toEqual([400, 'lanes']);
});

test('what is cached and what is known to fail counts as processed', async () => {
  const { settle, post, redis } = anApi();
  await cache(redis, ['T1', 'T2'], ['T3']);
  const { body } = await settle(post('fill-cache-batch-start', CUSTOM));
  expect(body.batchInfo).toMatchObject({ totalTickers: 12, tickersToProcess: 9, totalBatches: 2 });
  expect(body.progress).toEqual({ processed: 3, total: 12, percentage: 25, successful: 2, failed: 1 });
});

test('a job that is to wait is pending, and nothing is started', async () => {
  const { settle, post, get, workflow } = anApi();
  const { body } = await settle(post('fill-cache-batch-start', { ...CUSTOM, startImmediately: false }));
  expect(body).not.toHaveProperty('run');
  expect(workflow.started).toEqual([]);
  const status = await settle(get(`fill-cache-batch-status?jobId=${body.jobId}`));
  expect(status.body).toMatchObject({ status: 'pending', message: 'Not started yet. 3 batches remaining.' });
});

test('a job with nothing to do is completed at once, and nothing is started', async () => {
  const { settle, post, get, redis, workflow } = anApi();
  await cache(redis, ['T1'], ['T2']);
  const { body } = await settle(
    post('fill-cache-batch-start', { tickerSource: 'custom', tickers: ['T1', 'T2'] }),
  );
  expect(body).toMatchObject({
    message: 'Batch job created with 0 batches',
    batchInfo: { estimatedTimeMinutes: 0 },
    progress: { processed: 2, failed: 1 },
  });
  expect(workflow.started).toEqual([]);
  const status = await settle(get(`fill-cache-batch-status?jobId=${body.jobId}`));
  expect(status.body).toMatchObject({
    status: 'completed',
    progress: { percentage: 100, estimatedTimeRemaining: 0 },
  });
});

test('a universe is filled as the options say', async () => {
  const { settle, post, work, redis } = anApi();
  const options = {
    range: '1y',
    compress: 'gzip',
    refreshAfter: '8h',
    maxBatches: 2,
    requestsPerSecond: 10,
    batchSize: 10,
  };
  const { body } = await settle(post('fill-cache-batch-start', { ...CUSTOM, ...options }));
  const key = `batch_job:${body.jobId.slice(10)}`;
  expect(JSON.parse(String(await redis.ask('HGET', key, 'options')))).toMatchObject(options);
  expect((await work({ 'job-id': body.jobId })).view.status).toBe('completed');
});

test('the S&P 500 comes from its list', async () => {
  const { settle, post } = anApi();
  const { body } = await settle(
    post('fill-cache-batch-start', { tickerSource: 'sp500', startImmediately: false }),
  );
  expect(body.batchInfo.totalTickers).toBeGreaterThan(490);
  expect(body.batchInfo.estimatedTimeMinutes).toBe(Math.floor((body.batchInfo.totalBatches * 2.5) / 60));
});

test.each([
  ['refuses', mayNotStart, 502, 'github-refused', null],
  ['asks to wait', tooManyStarts, 429, 'github-limit', '30'],
  ['answers 502', badGateway, 502, 'github-unreachable', null],
])('when GitHub %s, the problem names the job', async (_, error, status, code, retryAfter) => {
  const { settle, post, workflow } = anApi();
  workflow.before = () => Promise.reject(error);
  const answer = await settle(post('fill-cache-batch-start', CUSTOM));
  expect(answer).toMatchObject({ status, body: { success: false, code, error: error.message } });
  expect(answer.body.jobId).toMatch(/^batch_job_/);
  expect(answer.headers.get('retry-after')).toBe(retryAfter);
});

test('a job whose run was refused can be continued at once', async () => {
  const { settle, post, workflow } = anApi();
  workflow.before = () => Promise.reject(mayNotStart);
  const { body } = await settle(post('fill-cache-batch-start', CUSTOM));
  workflow.before = async () => {};
  const again = await settle(
    post('fill-cache-batch-continue', { jobId: body.jobId }, { prefer: 'respond-async' }),
  );
  expect(again).toMatchObject({ status: 202, body: { run: { id: 2 } } });
});

test('a run that may have been started is not started again for three minutes', async () => {
  const { settle, post, workflow, clock } = anApi();
  workflow.before = () => Promise.reject(badGateway);
  const { jobId } = (await settle(post('fill-cache-batch-start', CUSTOM))).body;
  workflow.before = async () => {};
  const goOn = () => settle(post('fill-cache-batch-continue', { jobId }, { prefer: 'respond-async' }));
  expect((await goOn()).status).toBe(202);
  expect(workflow.started).toHaveLength(1);
  await clock.advance(181_000);
  expect((await goOn()).body.run).toMatchObject({ id: 2 });
});

test('without a repository to start runs in, no job is made', async () => {
  const { settle, post, redis } = anApi({ workflow: null });
  const { status, body } = await settle(post('fill-cache-batch-start', CUSTOM));
  expect([status, body.code]).toEqual([503, 'not-configured']);
  expect(body.error).toContain('GITHUB_REPOSITORY');
  expect(await redis.ask('DBSIZE')).toBe(0);
});

async function cache(redis: Parameters<typeof commitTickers>[0], fresh: string[], failed: string[]) {
  const entry = {
    fetchedAt: Date.parse('2026-11-24T16:00:00Z'),
    range: '5y',
    source: 'yahoo',
    compress: 'none',
  } as const;
  const marker = {
    error: 'No data',
    code: 'no-data',
    failedAt: '2026-11-24T16:00:00.000Z',
    retryAfter: '2026-12-01T16:00:00.000Z',
  } as const;
  await commitTickers(redis, {
    documents: new Map(fresh.map((ticker) => [ticker, { value: JSON.stringify(aDocument(ticker)), entry }])),
    markers: new Map(failed.map((ticker) => [ticker, marker])),
    unmark: [],
  });
}

test('a dry run says what the job would do and take, and makes none', async () => {
  const { settle, post, get, redis, workflow } = anApi();
  await cache(redis, ['T1', 'T2'], ['T3']);
  const { status, body } = await settle(post('fill-cache-batch-start', { ...CUSTOM, dryRun: true }));
  expect([status, body]).toEqual([
    200,
    {
      success: true,
      dryRun: true,
      message: 'It fits.',
      fits: true,
      batchInfo: {
        totalTickers: 12,
        tickersToProcess: 9,
        totalBatches: 2,
        batchSize: 5,
        estimatedTimeMinutes: 1,
      },
      progress: { processed: 3, total: 12, percentage: 25, successful: 2, failed: 1 },
      forecast: { commands: 19, writtenBytes: 638_478, addedBytes: 638_478 },
      database: { usedBytes: null, limitBytes: null, keys: 4 },
    },
  ]);
  expect(workflow.started).toEqual([]);
  expect((await settle(get('fill-cache-batch-jobs'))).body.jobs).toEqual([]);
});
