import { afterAll, afterEach, expect, test } from 'vitest';
import { createStoryClock } from '../../chaos/story-clock.ts';
import { commit } from '../../src/store/commit.ts';
import { readJob } from '../../src/store/read-job.ts';
import { auditJob } from '../support/audit.ts';
import { type ChainStack, lookAt, startChainStack, tickerNames } from '../support/chain-stack.ts';
import { hang, notFound, tooManyRequestsText } from '../support/yahoo-behaviours.ts';

let stack: ChainStack;
afterEach(() => stack.close());

/** Twenty times as fast as ours, for runs that have to wait. */
const clock = createStoryClock();
afterAll(() => clock.close());

const tickers = tickerNames(20).join(' ');
const ONE_BATCH = { tickers, 'max-batches': '1', 'requests-per-second': '0' };

/** Runs a job to its end, and returns its id and how each run ended. */
async function runToEnd(inputs: Record<string, string>) {
  const first = stack.github.dispatchWorkflow(inputs);
  await stack.github.idle();
  const conclusions = stack.github
    .runs()
    .map(({ state }) => (state.status === 'completed' ? state.conclusion : state.status));
  return { jobId: first.outputs['job-id'] ?? '', conclusions };
}

test('an event that is delivered twice is worked on once, and both runs are green', async () => {
  let events = 0;
  // Runs of a lane wait for each other: the job must not be over when the second of the two begins.
  stack = await startChainStack({ faults: () => ({ deliveries: events++ === 0 ? 2 : 0 }) });
  const { jobId, conclusions } = await runToEnd({ ...ONE_BATCH, 'max-batches': '1' });
  expect(conclusions).toEqual(['success', 'success', 'success']);
  expect(stack.lines).toContain(`Run 2 of ${jobId} is at work already: its event was delivered twice.`);
  expect([...stack.yahoo.requests.values()].every((count) => count === 1)).toBe(true);
});

test('a dispatch that landed though GitHub answered 502 is followed by one run that works', async () => {
  const faults = () => ({ answer: { status: 502, body: {} }, deliveries: 1 });
  stack = await startChainStack({ faults, env: clock.environment() });
  const { jobId } = await runToEnd({ ...ONE_BATCH, 'max-batches': '2' });
  expect([...stack.yahoo.requests.values()].every((count) => count === 1)).toBe(true);
  expect((await lookAt(stack, jobId)).status).toBe('completed');
}, 60_000);

test('a refused dispatch makes the run red, says which permission is missing, and the job can be continued', async () => {
  let refuse = true;
  stack = await startChainStack({
    faults: () =>
      refuse ? { answer: { status: 403, body: { message: 'Resource not accessible by integration' } } } : {},
  });
  const { jobId, conclusions } = await runToEnd({ ...ONE_BATCH, 'max-batches': '2' });
  expect(conclusions).toEqual(['failure']);
  expect(stack.lines.at(-2)).toMatch(/HTTP 403.*contents: write/);
  expect((await lookAt(stack, jobId)).status).toBe('stalled');
  refuse = false;
  stack.github.dispatchWorkflow({ 'job-id': jobId });
  await stack.github.idle();
  expect((await lookAt(stack, jobId)).status).toBe('completed');
});

test('a lost event leaves the job to the watchdog, which starts one run for it', async () => {
  let lost = 0;
  stack = await startChainStack({ faults: () => (lost++ === 0 ? { deliveries: 0 } : {}) });
  const { jobId } = await runToEnd({ ...ONE_BATCH, 'max-batches': '2' });
  expect((await lookAt(stack, jobId)).status).toBe('running');
  await stack.redis.pipeline([['DEL', `batch_job:${jobId.slice(10)}:lease:1`]]);
  expect((await lookAt(stack, jobId)).status).toBe('stalled');
  stack.github.fireSchedule('53 */3 * * *');
  stack.github.fireSchedule('53 */3 * * *');
  await stack.github.idle();
  expect((await lookAt(stack, jobId)).status).toBe('completed');
  expect(stack.github.runs().filter((run) => run.event.name === 'repository_dispatch')).toHaveLength(1);
});

test('a batch fact that two runs write differently, and a minute late, is one fact, and the sums stay right', async () => {
  stack = await startChainStack({ yahoo: { script: { T1: notFound } } });
  const { jobId } = await runToEnd({ ...ONE_BATCH, 'max-batches': '0' });
  const before = await lookAt(stack, jobId);
  const stored = await readJob(stack.redis, jobId);
  if (!stored) throw new Error('gone');
  const failures = [{ ticker: 'T4', error: 'No data', code: 'no-data', attempts: 1 } as const];
  await commit(stack.redis, {
    job: stored.job,
    documents: new Map(),
    markers: new Map([
      [
        'T4',
        {
          error: 'No data',
          code: 'no-data',
          failedAt: '2026-11-24T00:00:00Z',
          retryAfter: '2026-12-01T00:00:00Z',
        },
      ],
    ]),
    unmark: [],
    facts: new Map([[1, { milliseconds: 1, at: Date.now(), lane: 1, hop: 1, failures, late: 0 }]]),
    createsFacts: false,
  });
  const after = await lookAt(stack, jobId);
  expect(before.progress).toMatchObject({ processed: 20, successful: 19, failed: 1 });
  expect(after.progress).toEqual(before.progress);
  expect(after.status).toBe('completed');
});

test('a ticker that hangs for ever holds up nobody: the others are filled, and it fails by itself in the end', async () => {
  stack = await startChainStack({
    yahoo: { script: { T2: hang } },
    env: { ...clock.environment(), YAHOO_FINANCE_TIMEOUT: '4' },
  });
  const { jobId } = await runToEnd(ONE_BATCH);
  expect(await auditJob(stack.redis, jobId)).toEqual([]);
  expect(await lookAt(stack, jobId)).toMatchObject({
    status: 'completed',
    progress: { successful: 19, failed: 1 },
    failures: [{ ticker: 'T2', code: 'no-answer', batch: 1 }],
  });
}, 60_000);

test('a source that refuses everybody fails no ticker: the job stops, red, and is left to the watchdog', async () => {
  stack = await startChainStack({ yahoo: { otherwise: tooManyRequestsText('120') } });
  const { jobId, conclusions } = await runToEnd({ ...ONE_BATCH, 'max-batches': '0', 'time-budget': '1' });
  expect(conclusions).toEqual(['failure']);
  expect(await lookAt(stack, jobId)).toMatchObject({
    status: 'stalled',
    progress: { processed: 0, failed: 0 },
  });
});

test('a batch size that changes half-way is refused, and the job goes on with its own', async () => {
  stack = await startChainStack();
  const { jobId } = await runToEnd({ ...ONE_BATCH, 'auto-continue': 'false' });
  stack.github.dispatchWorkflow({ 'job-id': jobId, 'batch-size': '10' });
  await stack.github.idle();
  expect(stack.lines.at(-2)).toBe(
    `batch-size is "10", but ${jobId} was made with 5: what a job is told when it is made is fixed.`,
  );
  stack.github.dispatchRepository('fill-cache-batch', { v: 1, jobId, autoContinue: true });
  await stack.github.idle();
  expect((await lookAt(stack, jobId)).status).toBe('completed');
});
