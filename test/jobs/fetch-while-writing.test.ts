import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PriceAnswer } from '../../src/sources/price-source.ts';
import { redisAfter } from '../../src/store/redis-after.ts';
import { aChain } from '../support/chain-run.ts';
import { createScriptedSource } from '../support/scripted-source.ts';

const READS = ['HMGET', 'MGET'];

/** A run of a new job, whose Redis takes no write before `gate` does; and the commands in the order in which they came. */
async function runBehind(gate: (fetched: Promise<void>) => Promise<void>) {
  const fetched = Promise.withResolvers<void>();
  const source = createScriptedSource();
  const { clock, redis, start } = aChain({
    source: {
      ...source,
      fetchHistory(...request) {
        fetched.resolve();
        return source.fetchHistory(...request);
      },
    },
  });
  const sent: string[] = [];
  const pipeline: typeof redis.pipeline = async (commands) => {
    sent.push(...commands.map(([name]) => name));
    if (!commands.every(([name]) => READS.includes(name))) await gate(fetched.promise);
    return redis.pipeline(commands);
  };
  const run = start({ tickers: 'AAPL MSFT' }, null, '101', { redis: { ...redis, pipeline } });
  return { sent, outcome: await clock.settle(run).catch((error: Error) => error.message) };
}

test('the first tickers are fetched while their job is being written', async () => {
  const { outcome } = await runBehind((fetched) => fetched);
  expect(outcome).toMatchObject({ view: { status: 'completed', progress: { successful: 2 } } });
});

test('documents are written after the plan, the job, the run and its lease', async () => {
  const { sent } = await runBehind(async () => undefined);
  const documents = sent.indexOf('MSET');
  const steps = ['SET', 'SADD', 'HSETNX', 'SET'];
  expect(sent.slice(0, documents).filter((name) => steps.includes(name))).toEqual(steps);
});

test('a job that Redis refuses ends its run with the reason, and nothing else is written', async () => {
  const { sent, outcome } = await runBehind(() => Promise.reject(new Error('Redis is full')));
  expect(outcome).toBe('Redis is full');
  expect(sent).toEqual(['HMGET', 'MGET', 'SET']);
});

test('a later run whose lease Redis refuses ends with the reason too, also if its first ticker takes long', async () => {
  const slow = async (): Promise<PriceAnswer> => {
    await setImmediate();
    return { kind: 'failed', code: 'no-data', error: 'No data' };
  };
  const { clock, redis, start } = aChain({ source: createScriptedSource({ MSFT: slow }) });
  const first = await clock.settle(start({ tickers: 'AAPL MSFT', 'batch-size': '1' }, null, '101'));
  const pipeline: typeof redis.pipeline = async (commands) => {
    if (commands.some(([name]) => name === 'SET')) throw new Error('Redis is full');
    return redis.pipeline(commands);
  };
  const inputs = { 'job-id': first.view.jobId, 'max-batches': '0' };
  const run = start(inputs, null, '102', { redis: { ...redis, pipeline } });
  await expect(clock.settle(run)).rejects.toThrow('Redis is full');
});

test('a Redis that waits for something sends nothing before it', async () => {
  const { redis } = aChain();
  const gate = Promise.withResolvers<void>();
  const waiting = redisAfter(gate.promise, redis).pipeline([['SET', 'key', 'value']]);
  expect(await redis.pipeline([['GET', 'key']])).toEqual([null]);
  gate.resolve();
  expect(await waiting).toEqual(['OK']);
});
