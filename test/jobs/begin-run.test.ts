import { expect, test } from 'vitest';
import type { Facts } from '../../src/core/facts.ts';
import type { RunKey } from '../../src/core/run.ts';
import { claimNextHop } from '../../src/jobs/begin-run.ts';
import type { Redis } from '../../src/store/redis.ts';
import { claimHop } from '../../src/store/run.ts';
import { aRun, NOON, someFacts } from '../support/job-fixtures.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';

const run = { jobId: 'batch_job_12345', lane: 1, id: '101' };
const other = { ...run, id: '102' };
const begun = { lane: 1, cause: 'schedule', autoContinue: true, from: NOON };

/** The hop that a run gets; null if it is taken. */
async function hopOf(redis: Redis, key: RunKey, facts: Facts, named?: number): Promise<number | null> {
  const claim = await claimNextHop(redis, key, begun, facts, named);
  return claim === null ? null : claim.record.hop;
}

test('an event names the hop', async () => {
  expect(await hopOf(createMemoryRedis(), run, someFacts(), 7)).toBe(7);
});

test('a hop that another run has is not taken', async () => {
  const redis = createMemoryRedis();
  await claimHop(redis, other, aRun({ hop: 7 }));
  expect(await hopOf(redis, run, someFacts(), 7)).toBeNull();
});

test('without a name it is the next after all that are known', async () => {
  expect(await hopOf(createMemoryRedis(), run, someFacts([], { hops: { 3: 'a', 9: 'b' } }))).toBe(10);
  expect(await hopOf(createMemoryRedis(), run, someFacts())).toBe(1);
});

test('of runs that begin at the same time each gets a number of its own', async () => {
  const redis = createMemoryRedis();
  const runs = Array.from({ length: 8 }, (_, index) => ({ ...run, id: `r${index}` }));
  const hops = await Promise.all(runs.map((one) => hopOf(redis, one, someFacts())));
  expect(hops.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('when too many begin at once, one gives up and says so', async () => {
  const redis = createMemoryRedis();
  for (let hop = 1; hop <= 8; hop++) await claimHop(redis, other, aRun({ hop }));
  await expect(hopOf(redis, run, someFacts())).rejects.toThrow(
    '8 runs of batch_job_12345 began at the same time: leave it to them.',
  );
});

test('a hop that an earlier version claimed without naming its lane is taken', async () => {
  const facts = someFacts([], { hops: { 7: '99' } });
  expect(await hopOf(createMemoryRedis(), run, facts, 7)).toBeNull();
});

test('a run that is run again has its hop, and says so', async () => {
  const redis = createMemoryRedis();
  expect(await claimNextHop(redis, run, begun, someFacts(), 7)).toMatchObject({ again: false });
  expect(await claimNextHop(redis, run, begun, someFacts(), 7)).toMatchObject({ again: true });
});

test('lanes count their hops apart', async () => {
  const redis = createMemoryRedis();
  await hopOf(redis, run, someFacts(), 1);
  const claim = await claimNextHop(redis, { ...other, lane: 2 }, { ...begun, lane: 2 }, someFacts(), 1);
  expect(claim?.record).toMatchObject({ lane: 2, hop: 1 });
});

test('the first claim of a job gives its key a life, also if the run dies before it starts', async () => {
  const redis = createMemoryRedis();
  await hopOf(redis, run, someFacts());
  expect(Number(await redis.ask('TTL', 'batch_job:12345:runs'))).toBeGreaterThan(0);
});
