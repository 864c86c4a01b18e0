import { expect, test } from 'vitest';
import type { PriceAnswer } from '../../src/sources/price-source.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { anApi } from '../support/api-run.ts';
import { aFact, aJob } from '../support/job-fixtures.ts';
import { aDocument, createScriptedSource } from '../support/scripted-source.ts';

const jobId = 'batch_job_12345';
const STATUS = `fill-cache-batch-status?jobId=${jobId}`;
const CLOSE_OF_MONDAY = Date.parse('2026-11-23T21:00:00Z') / 1_000;

/** An answer of the Tuesday noon of the fixtures that ends on Friday, though the ticker traded on Monday. */
function late(ticker: string, lastTrade: number | null = CLOSE_OF_MONDAY): PriceAnswer {
  return { kind: 'document', document: upTo(ticker, '2026-11-20'), lastTrade };
}

function upTo(ticker: string, last: string) {
  return aDocument(ticker, { dates: ['2026-11-19', last], fetchedAt: '2026-11-24T17:00:00.000Z' });
}

/** T2 and T12 are late. */
function anApiWithLate() {
  const app = anApi({
    source: createScriptedSource({ T2: late('T2'), T12: late('T12') }, (ticker) => ({
      kind: 'document',
      document: upTo(ticker, '2026-11-23'),
      lastTrade: CLOSE_OF_MONDAY,
    })),
  });
  const status = async () => (await app.settle(app.get(STATUS))).body;
  return { ...app, status };
}

test('the plain status of a job that goes on counts its late tickers, with no command more', async () => {
  const { given, work, redis, status } = anApiWithLate();
  await given(aJob({}, { maxBatches: 1 }));
  expect((await status()).progress).not.toHaveProperty('late');
  await work({ 'job-id': jobId });
  redis.requests.length = 0;
  expect((await status()).progress).toMatchObject({ processed: 5, successful: 5, failed: 0, late: 1 });
  expect(redis.requests.flat().map(([name]) => name)).toEqual([
    'HGETALL',
    'HGETALL',
    'HGETALL',
    'MGET',
    'HSET',
  ]);
});

test('of a job that has ended the status and the list of jobs count them, and read no index', async () => {
  const { given, work, redis, status, settle, get } = anApiWithLate();
  await given(aJob({}, { maxBatches: 0 }));
  await work({ 'job-id': jobId });
  redis.requests.length = 0;
  expect((await status()).progress).toMatchObject({ successful: 12, late: 2 });
  const { jobs } = (await settle(get('fill-cache-batch-jobs'))).body;
  expect(jobs).toMatchObject([{ progress: { successful: 12, failed: 0, late: 2 } }]);
  expect(redis.requests.flat()).not.toContainEqual(expect.arrayContaining([KEYS.tickerIndex]));
});

test('a session that most of the universe lack is known at the end, and counted then', async () => {
  const source = createScriptedSource({}, (ticker) => late(ticker, null));
  const { given, work, get, settle } = anApi({ source });
  await given(aJob({}, { maxBatches: 0 }));
  await work({ 'job-id': jobId });
  const { body } = await settle(get(`${STATUS}&detailed=true`));
  expect([body.progress.late, body.lateTickers.length]).toEqual([12, 12]);
});

test('a batch that was handed back counts what an earlier run has fetched of it', async () => {
  const source = createScriptedSource({ T2: late('T2'), T3: ['hang', late('T3')] });
  const { given, work, redis } = anApi({ source });
  await given(aJob({ toProcess: 3 }, { maxBatches: 0 }));
  await work({ 'job-id': jobId }, '101');
  await work({ 'job-id': jobId }, '102');
  expect(source.asked.filter((ticker) => ticker === 'T2')).toHaveLength(1);
  expect(JSON.parse(String(await redis.ask('HGET', KEYS.done(jobId), 1)))).toMatchObject({ late: 2 });
});

test('a batch that a caller has waited for says how many of it are late', async () => {
  const { given, startWork, workflow, settle, post } = anApiWithLate();
  workflow.before = async (inputs) => void startWork(inputs, '101');
  await given();
  const { body } = await settle(post('fill-cache-batch-continue', { jobId, autoContinue: false }));
  expect(body.batchResults).toMatchObject({ successful: 5, failed: 0, late: 1 });
});

test('facts of an earlier version, which count no late tickers, have none', async () => {
  const { given, redis, status } = anApiWithLate();
  await given();
  const { late: _, ...earlier } = JSON.parse(factValue(aFact({ late: 3 })));
  await redis.ask('HSET', KEYS.done(jobId), 1, JSON.stringify(earlier), 2, factValue(aFact({ late: 1 })));
  expect((await status()).progress).toMatchObject({ processed: 10, late: 1 });
});
