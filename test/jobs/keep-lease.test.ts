import { expect, test } from 'vitest';
import { keepLease } from '../../src/jobs/keep-lease.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';

const run = { jobId: 'batch_job_12345', lane: 1, id: '101' };

function kept() {
  const clock = createFakeClock();
  const redis = createMemoryRedis(clock.now);
  return { clock, redis, lease: keepLease(redis, clock, run) };
}

test('a lease is renewed every 30 s, for 90 s', async () => {
  const { clock, redis, lease } = kept();
  await clock.advance(90_000);
  expect(redis.requests).toEqual(Array(3).fill([['SET', 'batch_job:12345:lease:1', '101', 'EX', 90]]));
  await lease.stop();
});

test('it is renewed again after Redis was away', async () => {
  const { clock, redis, lease } = kept();
  redis.before = () => Promise.reject(new Error('away'));
  await clock.advance(60_000);
  redis.before = async () => {};
  await clock.advance(30_000);
  expect(await redis.ask('GET', 'batch_job:12345:lease:1')).toBe('101');
  await lease.stop();
});

test('once stopped it is not renewed, and nobody waits', async () => {
  const { clock, redis, lease } = kept();
  await lease.stop();
  await clock.advance(90_000);
  expect([redis.requests, clock.waiting]).toEqual([[], 0]);
});

test('stopping waits for a renewal that is under way, so that none comes after what follows', async () => {
  const { clock, redis, lease } = kept();
  const { promise, resolve } = Promise.withResolvers<void>();
  redis.before = () => promise;
  await clock.advance(30_000);
  let stopped = false;
  const stopping = lease.stop().then(() => {
    stopped = true;
  });
  await clock.advance(0);
  expect(stopped).toBe(false);
  resolve();
  await stopping;
  expect(await redis.ask('GET', 'batch_job:12345:lease:1')).toBe('101');
});
