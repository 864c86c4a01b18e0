import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../src/local/github/run.ts';
import { auditJob } from '../support/audit.ts';
import { type ChainStack, lookAt, startChainStack, tickerNames } from '../support/chain-stack.ts';
import { notFound } from '../support/yahoo-behaviours.ts';

const KILLS = 20;
const TICKERS = 400;

let stack: ChainStack;
beforeEach(async () => {
  const dead = Object.fromEntries(
    tickerNames(TICKERS).flatMap((name) => (name.endsWith('3') ? [[name, notFound]] : [])),
  );
  stack = await startChainStack({ real: true, yahoo: { script: dead } });
});
afterEach(() => stack.close());

/** The first run of a job is of the first lane. */
function laneOf({ event }: Pick<Run, 'event'>): number {
  return event.name === 'repository_dispatch' ? Number(event.clientPayload?.lane ?? 1) : 1;
}

/** The same moments each time: a failure replays. */
function* moments(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield 250 + (state / 2 ** 31) * 700;
  }
}

test('a job whose runs are killed twenty times ends with each ticker once, and every look at it is right', {
  tags: ['redis-server'],
  timeout: 120_000,
}, async () => {
  await killRuns({ lanes: 1, atOnce: 1, most: KILLS });
});

test('so does a job of four lanes, of which two are killed at a time', {
  tags: ['redis-server'],
  timeout: 120_000,
}, async () => {
  await killRuns({ lanes: 4, atOnce: 2, most: KILLS / 2 });
});

async function killRuns({ lanes, atOnce, most }: Record<'lanes' | 'atOnce' | 'most', number>): Promise<void> {
  const first = stack.github.dispatchWorkflow({
    tickers: tickerNames(TICKERS).join(' '),
    'requests-per-second': String(60 / lanes),
    lanes: String(lanes),
  });
  await once(stack.github.events, 'run-started');
  await expect.poll(() => stack.lines.some((line) => line.startsWith('✅')), { timeout: 20_000 }).toBe(true);
  const jobId = /batch_job_\w+/.exec(stack.lines.find((line) => line.startsWith('🚀')) ?? '')?.[0] ?? '';
  expect(first.processId).not.toBeNull();

  let processed = 0;
  const kills = moments(20261124);
  for (let kill = 0; kill < most; kill += atOnce) {
    const killed = stack.github
      .runs()
      .filter(({ processId }) => processId !== null)
      .slice(-atOnce);
    if (killed.length === 0) throw new Error(`No run is at work at kill ${kill}`);
    for (const { processId } of killed) if (processId !== null) process.kill(processId, 'SIGKILL');
    await Promise.all(killed.map(({ finished }) => finished));
    expect(await auditJob(stack.redis, jobId)).toEqual([]);
    const { progress, status } = await lookAt(stack, jobId);
    expect(progress.processed).toBeGreaterThanOrEqual(processed);
    expect(progress.successful + progress.failed).toBe(progress.processed);
    processed = progress.processed;
    expect(status).not.toBe('completed');
    for (const run of killed)
      stack.github.dispatchRepository('fill-cache-batch', {
        v: 1,
        jobId,
        autoContinue: true,
        lane: laneOf(run),
      });
    // The moment is the story: there is no event to wait for.
    await new Promise((resolve) => setTimeout(resolve, kills.next().value));
  }
  await stack.github.idle();
  expect(await auditJob(stack.redis, jobId)).toEqual([]);
  expect(await lookAt(stack, jobId)).toMatchObject({
    status: 'completed',
    progress: { processed: TICKERS, successful: TICKERS * 0.9, failed: TICKERS * 0.1 },
  });
  expect(stack.lines.filter((line) => line.startsWith('🎉'))).toHaveLength(1);
}
