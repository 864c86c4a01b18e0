import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChainStack, lookAt, startChainStack, tickerNames } from '../support/chain-stack.ts';
import { notFound } from '../support/yahoo-behaviours.ts';

let stack: ChainStack;
beforeEach(async () => {
  stack = await startChainStack({
    yahoo: { script: { T7: notFound } },
    vars: { FILL_CACHE_TICKERS: 'AAPL, BRK.B, T7' },
  });
});
afterEach(() => stack.close());

const FULL_PACE = { 'requests-per-second': '0' };

test('the button fills sixty tickers in twelve runs, each started by the one before', async () => {
  const tickers = tickerNames(60).join(' ');
  const first = stack.github.dispatchWorkflow({
    'ticker-source': 'custom',
    tickers,
    'max-batches': '1',
    ...FULL_PACE,
  });
  await stack.github.idle();
  const runs = stack.github.runs();
  expect(runs.map((run) => run.state)).toEqual(
    Array(12).fill({ status: 'completed', conclusion: 'success' }),
  );
  expect(runs.slice(1).every((run) => run.event.name === 'repository_dispatch')).toBe(true);
  expect(await lookAt(stack, first.outputs['job-id'] ?? '')).toMatchObject({
    status: 'completed',
    progress: { processed: 60, total: 60, percentage: 100, successful: 59, failed: 1 },
    failures: [{ ticker: 'T7', code: 'not-found', error: 'No data found, symbol may be delisted', batch: 2 }],
  });
}, 60_000);

test('its log has the lines that people search for, in their order', async () => {
  // At full pace the second batch, which is shorter, may be done first.
  const run = stack.github.dispatchWorkflow({
    tickers: tickerNames(7).join(','),
    'requests-per-second': '5',
  });
  await stack.github.idle();
  const id = run.outputs['job-id'];
  const told = stack.lines.filter((line) => /^\p{Emoji_Presentation}/u.test(line));
  expect(told.map((line) => line.replace(/in \d+\.\ds$/, 'in …s'))).toEqual([
    `🚀 Creating batch job ${id} for 7 tickers`,
    '📦 Processing 7 missing tickers in 2 batches of 5',
    `🔄 Processing batch 1/2 for job ${id}: [T0, T1, T2, T3, T4]`,
    `🔄 Processing batch 2/2 for job ${id}: [T5, T6]`,
    `✅ Completed batch 1/2 for job ${id} in …s`,
    `✅ Completed batch 2/2 for job ${id} in …s`,
    `🎉 Batch job ${id} completed! 7 successful, 0 failed`,
  ]);
});

test('the schedule fills the universe of the repository, and the next night only what is not fresh', async () => {
  const [first] = stack.github.fireSchedule('23 17 * * 1-5');
  await stack.github.idle();
  expect(first?.outputs).toMatchObject({ processed: '3', successful: '2', failed: '1', status: 'completed' });
  const [second] = stack.github.fireSchedule('23 17 * * 1-5');
  await stack.github.idle();
  expect(second?.outputs).toMatchObject({ processed: '3', successful: '2', failed: '1', 'batches-run': '0' });
  expect(stack.yahoo.requests.get('AAPL')).toBe(1);
  // "Not found" is asked again at the end of the run, and then believed for a day.
  expect(stack.yahoo.requests.get('T7')).toBe(2);
});

test('an event continues a job that was left, with the options it was made with', async () => {
  const first = stack.github.dispatchWorkflow({
    tickers: tickerNames(25).join(','),
    'batch-size': '10',
    'max-batches': '1',
    'auto-continue': 'false',
    ...FULL_PACE,
  });
  await stack.github.idle();
  expect(first.outputs).toMatchObject({ remaining: '2', dispatched: 'false', 'batches-run': '1' });
  const jobId = first.outputs['job-id'] ?? '';
  stack.github.dispatchRepository('fill-cache-batch', { v: 1, jobId, autoContinue: true });
  await stack.github.idle();
  expect(stack.github.runs()).toHaveLength(3);
  expect((await lookAt(stack, jobId)).status).toBe('completed');
});
