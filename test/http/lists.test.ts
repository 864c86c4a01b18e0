import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { anApi } from '../support/api-run.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';
import { aDocument } from '../support/scripted-source.ts';
import { mayNotStart } from '../support/scripted-workflow.ts';

test('the newest jobs come first, with the numbers of those that are open', async () => {
  const { redis, work, settle, get } = anApi();
  for (const minute of [1, 3, 2]) {
    const startTime = new Date(NOON + minute * 60_000).toISOString();
    await writeJob(redis, aJob({ id: `batch_job_${minute}`, startTime }, { maxBatches: 1 }), aPlan(12));
  }
  await work({ 'job-id': 'batch_job_2' });
  const { body } = await settle(get('fill-cache-batch-jobs?limit=2'));
  expect(body.jobs).toMatchObject([
    { jobId: 'batch_job_3', status: 'pending', progress: { processed: 0, total: 12 } },
    { jobId: 'batch_job_2', status: 'running', endTime: null, progress: { processed: 5, percentage: 41.6 } },
  ]);
});

test('a list of jobs that have ended reads no facts', async () => {
  const { given, work, settle, get, redis } = anApi();
  await given(aJob({}, { maxBatches: 0 }));
  await work({ 'job-id': 'batch_job_12345' });
  redis.requests.length = 0;
  const { body } = await settle(get('fill-cache-batch-jobs'));
  expect(body.jobs).toMatchObject([{ status: 'completed', progress: { processed: 12, percentage: 100 } }]);
  expect(redis.requests.flat().map(([name]) => name)).toEqual(['ZRANGE', 'HGETALL']);
});

test.each(['0', '101', 'ten', '1.5', '-1', ''])('a limit of %j is refused', async (limit) => {
  const { settle, get } = anApi();
  const { status, body } = await settle(get(`fill-cache-batch-jobs?limit=${limit}`));
  expect([status, body.issues[0].path]).toEqual([400, 'limit']);
});

test.each([
  ['as JSON', (json: string) => json],
  ['as gzip', (json: string) => `gz:${gzipSync(json).toString('base64')}`],
])('a document that is stored %s is given as it is, and not twice', async (_, stored) => {
  const { redis, settle, get } = anApi();
  await redis.ask('SET', KEYS.ticker('BRK-B'), stored(JSON.stringify(aDocument('BRK-B'))));
  const { status, body, headers } = await settle(get('ticker-data?ticker=brk.b'));
  expect([status, body]).toEqual([200, aDocument('BRK-B')]);
  const same = await settle(get('ticker-data?ticker=brk.b', { 'if-none-match': headers.get('etag') ?? '' }));
  expect(same.status).toBe(304);
});

test.each([
  ['AAPL', null, 404, 'AAPL is not cached: fill it first.'],
  ['AAPL', '{"price":1}', 404, 'What is stored for AAPL is no document of fill-cache: fill it again.'],
  ['a/../b', null, 400, 'ticker must be a symbol such as AAPL or BRK-B.'],
])('of %s, where Redis has %s, the answer is %d', async (ticker, stored, status, error) => {
  const { redis, settle, get } = anApi();
  if (stored) await redis.ask('SET', KEYS.ticker(ticker), stored);
  expect(await settle(get(`ticker-data?ticker=${ticker}`))).toMatchObject({ status, body: { error } });
});

test('a ticker that failed is told with its reason', async () => {
  const { redis, settle, get } = anApi();
  const marker = {
    error: 'No data found',
    code: 'no-data',
    failedAt: '2026-11-24T16:00:00Z',
    retryAfter: '2026-12-01T16:00:00Z',
  };
  await redis.ask('SET', KEYS.marker('ZZZZ'), JSON.stringify(marker));
  const { body } = await settle(get('ticker-data?ticker=ZZZZ'));
  expect(body.error).toBe('ZZZZ is not cached: it failed at 2026-11-24T16:00:00Z: No data found.');
});

test('the watchdog starts one run for a job whose run never came', async () => {
  const { given, settle, post, get, clock, workflow } = anApi();
  await given();
  await settle(post('fill-cache-batch-resume', { jobId: 'batch_job_12345' }));
  expect((await settle(get('cron/resume-stalled'))).body).toEqual({ success: true, resumed: [] });
  await clock.advance(301_000);
  const { body } = await settle(get('cron/resume-stalled'));
  expect(body).toEqual({ success: true, resumed: ['batch_job_12345'] });
  expect(workflow.started).toHaveLength(2);
});

test('a watchdog with nothing open costs three commands', async () => {
  const { settle, get, redis } = anApi();
  await settle(get('cron/resume-stalled'));
  expect(redis.requests.flat()).toHaveLength(3);
});

test('a watchdog that cannot start a run says so', async () => {
  const { given, settle, post, get, clock, workflow } = anApi();
  await given();
  await settle(post('fill-cache-batch-resume', { jobId: 'batch_job_12345' }));
  await clock.advance(301_000);
  workflow.before = () => Promise.reject(mayNotStart);
  const { status, body } = await settle(get('cron/resume-stalled'));
  expect([status, body.code, body.error]).toEqual([502, 'job-stuck', mayNotStart.message]);
});

test.each(['BRK.B', 'BRK-B', 'brk/b', ' Brk.b ', 'MKC.V', 'mkc-v'])(
  '%j is found in either spelling',
  async (ticker) => {
    const { settle, get, redis } = anApi();
    for (const symbol of ['BRK-B', 'MKC-V'])
      await redis.ask('SET', KEYS.ticker(symbol), JSON.stringify(aDocument(symbol)));
    const { status, body } = await settle(get(`ticker-data?ticker=${encodeURIComponent(ticker)}`));
    expect([status, body.symbol.slice(0, 3)]).toEqual([200, ticker.trim().slice(0, 3).toUpperCase()]);
  },
);
