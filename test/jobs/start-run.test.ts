import { expect, test } from 'vitest';
import { startByWorkflow } from '../../src/jobs/run-starter.ts';
import { startRun, startRuns } from '../../src/jobs/start-run.ts';
import { KEYS } from '../../src/store/keys.ts';
import { readJob } from '../../src/store/read-job.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { aJob, aPlan, NOON, someFacts } from '../support/job-fixtures.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';
import { badGateway, createScriptedWorkflow, mayNotStart } from '../support/scripted-workflow.ts';

async function aStart() {
  const clock = createFakeClock(NOON);
  const redis = createMemoryRedis(clock.now);
  const workflow = createScriptedWorkflow();
  const job = aJob();
  await writeJob(redis, job, aPlan());
  const requested = {
    stored: { job, facts: someFacts() },
    lane: 1,
    reason: 'test',
    overrides: { autoContinue: true },
  };
  const start = (by: string) => startRun(requested, by, { redis, clock, starter: startByWorkflow(workflow) });
  const startAll = (lanes: number[]) =>
    startRuns({ ...requested, lanes }, 'me', { redis, clock, starter: startByWorkflow(workflow) });
  return { clock, redis, workflow, job, start, startAll };
}

test('a run that was asked for counts as alive until it is there, and as stalled if it never comes', async () => {
  const { start, redis, job, clock } = await aStart();
  expect(await start('me')).toMatchObject({ kind: 'started', run: { id: 1 } });
  expect(await readJob(redis, job.id)).toMatchObject({
    alive: true,
    job: { state: { startedAt: '2026-11-24T17:00:00.000Z' } },
  });
  await clock.advance(301_000);
  expect((await readJob(redis, job.id))?.alive).toBe(false);
});

test('of two at the same time one starts a run', async () => {
  const { start, workflow } = await aStart();
  const kinds = (await Promise.all([start('me'), start('you')])).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['busy', 'started']);
  expect(workflow.started).toEqual([{ 'job-id': 'batch_job_12345', 'auto-continue': 'true' }]);
});

test('a lease that came between the look and the start is respected, and the right given back', async () => {
  const { start, redis, job, workflow } = await aStart();
  await redis.ask('SET', KEYS.lease(job.id, 1), '99', 'EX', 90);
  expect(await start('me')).toEqual({ kind: 'busy' });
  expect(workflow.started).toEqual([]);
  expect(await redis.ask('EXISTS', KEYS.dispatch(job.id, 1))).toBe(0);
});

test('after a refusal another may try at once', async () => {
  const { start, redis, job, workflow } = await aStart();
  workflow.before = () => Promise.reject(mayNotStart);
  await expect(start('me')).rejects.toBe(mayNotStart);
  expect(await redis.ask('EXISTS', KEYS.dispatch(job.id, 1), KEYS.lease(job.id, 1))).toBe(0);
});

test('if the run may have been started, nobody may try for three minutes, but a run keeps its own lease', async () => {
  const { start, redis, job, workflow } = await aStart();
  workflow.before = async () => {
    await redis.ask('SET', KEYS.lease(job.id, 1), '101', 'EX', 90);
    throw badGateway;
  };
  await expect(start('me')).rejects.toBe(badGateway);
  expect(await redis.ask('TTL', KEYS.lease(job.id, 1))).toBe(90);
  expect(await redis.ask('TTL', KEYS.dispatch(job.id, 1))).toBe(180);
});

test('several lanes are started with two commands for each and four for all, as billed', async () => {
  const { startAll, redis, workflow } = await aStart();
  redis.requests.length = 0;
  const started = await startAll([2, 3, 4]);
  expect(started.map(({ lane, kind }) => `${lane} ${kind}`)).toEqual(['2 started', '3 started', '4 started']);
  expect(workflow.started.map(({ lane }) => lane)).toEqual(['2', '3', '4']);
  const sent = redis.requests.flat().filter(([, , field]) => field !== 'startedAt');
  // The script that ends it makes two calls, which are billed too.
  expect(sent.length + 2).toBe(2 * 3 + 4);
});

test('one lane that is refused keeps no other from being started', async () => {
  const { startAll, redis, workflow, job } = await aStart();
  workflow.before = () => (workflow.started.length === 2 ? Promise.reject(mayNotStart) : Promise.resolve());
  const started = await startAll([2, 3, 4]);
  expect(started.map(({ kind }) => kind)).toEqual(['started', 'failed', 'started']);
  const { leases } = (await readJob(redis, job.id)) ?? {};
  expect([...(leases ?? [])]).toEqual([
    [2, 'me'],
    [4, 'me'],
  ]);
});

test('lanes whose turn comes too late are given up: others may have started them', async () => {
  const { startAll, redis, clock, workflow, job } = await aStart();
  workflow.before = () => clock.sleep(180_000);
  const results = await clock.settle(startAll([2, 3]));
  expect(results.map(({ kind }) => kind)).toEqual(['started', 'busy']);
  expect(workflow.started).toHaveLength(1);
  expect([...((await readJob(redis, job.id))?.leases ?? [])]).toEqual([[2, 'me']]);
});
