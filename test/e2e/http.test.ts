import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createStoryClock } from '../../chaos/story-clock.ts';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { type ServedApi, serveApi } from '../../src/http/serve-api.ts';
import { createYahooSource } from '../../src/sources/yahoo.ts';
import { KEYS } from '../../src/store/keys.ts';
import { appInRealTime } from '../support/app-in-real-time.ts';
import { type ChainStack, startChainStack, tickerNames } from '../support/chain-stack.ts';
import { notFound } from '../support/yahoo-behaviours.ts';

let stack: ChainStack;
let served: ServedApi;
let lost = false;
/** The runs live twenty times as fast as the API. */
const clock = createStoryClock();
afterAll(() => clock.close());

beforeEach(async () => {
  lost = false;
  stack = await startChainStack({
    yahoo: { script: { T7: [notFound, notFound] } },
    env: clock.environment(),
    faults: () => (lost ? { deliveries: 0 } : {}),
  });
  const { redis, github, yahoo } = stack;
  served = await serveApi(
    appInRealTime({
      redis,
      workflow: createGitHub({
        token: 'stand-in-token',
        repository: 'someone/fill-cache',
        apiUrl: github.url,
        clock: systemClock,
        random: Math.random,
      }),
      source: createYahooSource({ origin: yahoo.url, now: () => new Date() }),
    }),
  );
});
afterEach(async () => {
  await served.close();
  await stack.close();
});

// biome-ignore lint/suspicious/noExplicitAny: tests look at answers as callers do, key by key.
async function call(path: string, body?: unknown): Promise<any> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers };
  return (await fetch(`${served.url}/api/${path}`, init)).json();
}

const start = (more: object) =>
  call('fill-cache-batch-start', { tickerSource: 'custom', tickers: tickerNames(60), ...more });
const status = (jobId: string) => call(`fill-cache-batch-status?jobId=${jobId}&detailed=true`);

test('sixty tickers are started, watched, paused, resumed, lost, continued, completed, and the failed one retried', async () => {
  const { jobId, run } = await start({ requestsPerSecond: 0.5 });
  expect((await fetch(run.url)).status).toBe(200);
  await expect
    .poll(async () => (await status(jobId)).batches.completed, { timeout: 20_000 })
    .toBeGreaterThan(0);
  await call('fill-cache-batch-pause', { jobId });
  await stack.github.idle();
  const paused = await status(jobId);
  expect([paused.status, paused.batches.completed < 12]).toEqual(['paused', true]);
  lost = true;
  await call('fill-cache-batch-resume', { jobId });
  await stack.redis.pipeline([['DEL', KEYS.lease(jobId, 1)]]);
  expect((await status(jobId)).stalled).toMatchObject({ nextLook: expect.any(String) });
  lost = false;
  const continued = await call('fill-cache-batch-continue', { jobId });
  expect(continued.batchResults.tickers.length).toBe(5);
  await stack.github.idle();
  expect(await status(jobId)).toMatchObject({
    status: 'completed',
    progress: {
      processed: 60,
      total: 60,
      percentage: 100,
      successful: 59,
      failed: 1,
      estimatedTimeRemaining: 0,
    },
    failedTickers: [{ ticker: 'T7', batchNumber: 2 }],
  });
  const retry = await call('fill-cache-batch-retry', { jobId });
  await stack.github.idle();
  expect(await status(retry.jobId)).toMatchObject({
    status: 'completed',
    retryOf: jobId,
    progress: { total: 1, failed: 1 },
  });
}, 90_000);

test('a job that is to wait is stepped through by hand, while two call at once', async () => {
  const { jobId } = await start({ tickers: tickerNames(15), startImmediately: false, requestsPerSecond: 10 });
  const step = () => call('fill-cache-batch-continue', { jobId, autoContinue: false });
  const [one, other] = await Promise.all([step(), step()]);
  expect([one.batchNumber, other.batchNumber]).toEqual([1, 1]);
  await stack.github.idle();
  expect([(await step()).batchNumber, (await status(jobId)).status]).toEqual([2, 'stalled']);
  await stack.github.idle();
  expect((await step()).completed).toBe(true);
  await stack.github.idle();
  expect((await status(jobId)).status).toBe('completed');
  expect(stack.github.runs()).toHaveLength(3);
}, 60_000);

test('the token is found to be good before the first night', async () => {
  expect(await call('health')).toEqual({ success: true, status: 'ok' });
  expect(stack.github.runs()).toEqual([]);
});
