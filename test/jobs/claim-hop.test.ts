import { expect, test } from 'vitest';
import { claimNextHop } from '../../src/jobs/claim-hop.ts';
import { claimHop } from '../../src/store/run.ts';
import { someFacts } from '../support/job-fixtures.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';

const run = { jobId: 'batch_job_12345', lane: 1, runId: '101' };
const other = { ...run, runId: '102' };

test('an event names the hop', async () => {
  expect(await claimNextHop(createMemoryRedis(), run, someFacts(), 7)).toBe(7);
});

test('a hop that another run has is not taken', async () => {
  const redis = createMemoryRedis();
  await claimHop(redis, other, 7);
  expect(await claimNextHop(redis, run, someFacts(), 7)).toBeNull();
});

test('without a name it is the next after all that are known', async () => {
  expect(
    await claimNextHop(createMemoryRedis(), run, someFacts([], { hops: { 3: 'a', 9: 'b' } }), undefined),
  ).toBe(10);
  expect(await claimNextHop(createMemoryRedis(), run, someFacts(), undefined)).toBe(1);
});

test('of runs that begin at the same time each gets a number of its own', async () => {
  const redis = createMemoryRedis();
  const runs = Array.from({ length: 8 }, (_, index) => ({ ...run, runId: `r${index}` }));
  const hops = await Promise.all(runs.map((one) => claimNextHop(redis, one, someFacts(), undefined)));
  expect(hops.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('when too many begin at once, one gives up and says so', async () => {
  const redis = createMemoryRedis();
  for (let hop = 1; hop <= 8; hop++) await claimHop(redis, other, hop);
  await expect(claimNextHop(redis, run, someFacts(), undefined)).rejects.toThrow(
    '8 runs of batch_job_12345 began at the same time: leave it to them.',
  );
});
