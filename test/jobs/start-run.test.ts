import { expect, test } from 'vitest';
import { startByWorkflow } from '../../src/jobs/run-starter.ts';
import { startRun } from '../../src/jobs/start-run.ts';
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
  return { clock, redis, workflow, job, start };
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
