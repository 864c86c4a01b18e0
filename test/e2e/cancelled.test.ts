import { afterEach, expect, test } from 'vitest';
import { readJob } from '../../src/store/read-job.ts';
import { auditJob } from '../support/audit.ts';
import { type ChainStack, startChainStack, tickerNames } from '../support/chain-stack.ts';
import { hang } from '../support/yahoo-behaviours.ts';

const PATIENCE = { timeout: 20_000 };

let stack: ChainStack;
afterEach(() => stack.close());

test('a run that is cancelled writes what it has, says why it goes, starts no other and lets go of the job', async () => {
  stack = await startChainStack({ yahoo: { script: { T7: hang } } });
  const run = stack.github.dispatchWorkflow({
    tickers: tickerNames(10).join(' '),
    'max-batches': '0',
    'requests-per-second': '0',
  });
  // The first batch is written, and all of the second has come but T7.
  await expect.poll(() => stack.lines.some((line) => line.startsWith('✅')), PATIENCE).toBe(true);
  await expect.poll(() => stack.yahoo.requests.size, PATIENCE).toBe(10);
  run.cancel('somebody pressed the button');
  await stack.github.idle();

  expect(stack.github.runs()).toHaveLength(1);
  expect(stack.lines.join('\n')).toContain('This run was told to leave; 1 of 2 batches are left');
  const jobId = /batch_job_\w+/.exec(stack.lines.join())?.[0] ?? '';
  const stored = await readJob(stack.redis, jobId);
  expect(stored?.alive).toBe(false);
  expect([...(stored?.facts.runs.values() ?? [])].map(({ reason }) => reason)).toEqual(['signal']);
  expect(await stack.redis.pipeline([['EXISTS', 'ticker-data:T5', 'ticker-data:T9']])).toEqual([2]);
  expect(await auditJob(stack.redis, jobId)).toEqual([]);
});
