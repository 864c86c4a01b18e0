import { expect, test } from 'vitest';
import type { FetchedBatch } from '../../src/fetching/batch-progress.ts';
import { type FetchPlan, fetchPlan } from '../../src/fetching/fetch-plan.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { NOON } from '../support/job-fixtures.ts';
import {
  createScriptedSource,
  noAnswer,
  noData,
  refused,
  type Scripted,
} from '../support/scripted-source.ts';

function aPlan(
  script: Record<string, Scripted | Scripted[]>,
  given: Partial<FetchPlan['options']> = {},
  others: Partial<FetchPlan> = {},
) {
  const clock = createFakeClock(NOON);
  const written: FetchedBatch[] = [];
  const plan: FetchPlan = {
    batches: [1, 2, 3].map((number) => ({ number, tickers: [`A${number}`, `B${number}`] })),
    options: {
      range: '1y',
      compress: 'none',
      maxBatches: 0,
      timeBudget: 240,
      requestsPerSecond: 0,
      ...given,
    },
    likelyTickers: ['AAPL'],
    cancelSignal: new AbortController().signal,
    earlierTries: () => ({ attempts: 0, runs: 0 }),
    isAlreadyFetched: () => false,
    onTaken: () => undefined,
    onFetched: () => undefined,
    compare: async () => ({ kind: 'fine' }),
    write: async (group) => void written.push(...group),
    longestWaitMilliseconds: () => 20_000,
    stopReason: () => null,
    ...others,
  };
  const source = createScriptedSource(script);
  const ports = { source, clock, random: () => 0.5 };
  return { clock, source, written, run: () => clock.settle(fetchPlan(plan, ports)) };
}

test('what is finished is written, also if a fetch throws', async () => {
  const boom = async () => Promise.reject(new TypeError('boom'));
  const { written, run } = aPlan({ B2: boom });
  expect(await run()).toMatchObject({ reason: 'error', error: { message: 'boom' } });
  expect(written.map(({ number, outcome }) => `${number} ${outcome.kind}`)).toContain('1 done');
  expect(written.find(({ number }) => number === 2)?.documents.has('A2')).toBe(true);
});

test('what the source has received and not read yet does not hold up the next request', async () => {
  const { promise: read, resolve } = Promise.withResolvers<void>();
  const received = async (onReceived: () => void) => {
    onReceived();
    await read;
    return noData;
  };
  const { clock, source, run } = aPlan(
    Object.fromEntries(['A1', 'B1', 'A2', 'B2', 'A3'].map((ticker) => [ticker, received])),
  );
  const running = run();
  await clock.advance(0);
  expect(source.asked).toContain('B3');
  resolve();
  expect((await running).reason).toBe('done');
});

test('a write that fails ends the run with its error, and nothing is left that waits', async () => {
  const full = new Error('Redis is full');
  const { clock, run } = aPlan({}, {}, { write: () => Promise.reject(full) });
  await expect(run()).rejects.toBe(full);
  expect(clock.waiting).toBe(0);
});

test('a source that refuses for an hour ends the run as refused', async () => {
  const { run } = aPlan({ A1: refused(3_600_000) });
  expect(await run()).toMatchObject({ reason: 'refused', notBefore: NOON + 3_600_000 });
});

test('a short pause that the time of the run does not hold ends it as time-budget, for the next run', async () => {
  const { run } = aPlan({ A1: [noAnswer, refused(50_000)] }, { timeBudget: 2 });
  expect((await run()).reason).not.toBe('refused');
});

test('once no request can be sent before its time is up, a run takes no further batch', async () => {
  const taken: number[] = [];
  const batches = Array.from({ length: 20 }, (_, index) => ({
    number: index + 1,
    tickers: [`A${index + 1}`],
  }));
  const onTaken = ({ number }: { number: number }) => taken.push(number);
  const { run } = aPlan({ A1: refused(50_000) }, { timeBudget: 2 }, { batches, onTaken });
  expect((await run()).reason).toBe('time-budget');
  expect(taken.length).toBeLessThan(batches.length / 2);
});
