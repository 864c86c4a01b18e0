import { expect, test } from 'vitest';
import { endOf } from '../../src/core/job.ts';
import { viewJob } from '../../src/core/view.ts';
import { cancelJob, pauseJob } from '../../src/jobs/control-job.ts';
import { resumeJob } from '../../src/jobs/resume-job.ts';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { recordRestart } from '../../src/store/run.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { anApi } from '../support/api-run.ts';
import { aChain } from '../support/chain-run.ts';
import { aFact, aJob, aPlan, aRun, NOON } from '../support/job-fixtures.ts';
import { createLanesWorld } from '../support/lanes-world.ts';
import { createScriptedGitHub, missingPermission } from '../support/scripted-github.ts';
import { badGateway } from '../support/scripted-workflow.ts';

const TWELVE = 'T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12';
const THREE_LANES = { tickers: TWELVE, lanes: '3', 'max-batches': '0', 'requests-per-second': '0' };
const jobId = 'batch_job_12345';
const started = new Date(NOON).toISOString();

/** A job of 12 tickers in three batches and three lanes, whose lanes here have a lease. */
async function threeLanes(redis: ReturnType<typeof aChain>['redis'], leases: readonly number[]) {
  const job = aJob({ startedAt: started }, { maxBatches: 0, lanes: 3, requestsPerSecond: 0 });
  await writeJob(redis, job, aPlan());
  for (const lane of leases) await redis.ask('SET', KEYS.lease(jobId, lane), `run-${lane}`, 'EX', 90);
}

test('a lane that GitHub refuses is one line, and the job is filled without it', async () => {
  const chain = aChain({ github: createScriptedGitHub([missingPermission]) });
  const outcome = await chain.run(THREE_LANES);
  expect(outcome).toMatchObject({ problem: null, view: { status: 'completed' } });
  expect(chain.github.events.map(({ lane, hop }) => [lane, hop])).toEqual([
    [2, 1],
    [3, 1],
  ]);
  expect(chain.log.filter((line) => line.includes('was not started'))).toEqual([
    `Warning: lane 2 of ${outcome.view.jobId} was not started, and the others do its work: The token may not send events`,
  ]);
});

test('a run that is told a number of batches starts no other lane', async () => {
  const chain = aChain();
  await threeLanes(chain.redis, []);
  await chain.run({ 'job-id': jobId, 'max-batches': '1' });
  expect(chain.github.events.map(({ lane }) => lane)).toEqual([1]);
});

test('an event that comes after other lanes have ended the job is green', async () => {
  const chain = aChain();
  const { view } = await chain.run(THREE_LANES);
  const [event = expect.unreachable()] = chain.github.events;
  expect(await chain.runOn(event)).toMatchObject({
    batchesRun: 0,
    problem: null,
    view: { status: 'completed' },
  });
  expect(chain.log.at(-1)).toContain(`${view.jobId} is completed since`);
  expect(chain.log.filter((line) => line.startsWith('🎉'))).toHaveLength(1);
});

test('the watchdog starts the lanes that are missing, and no other', async () => {
  const chain = aChain();
  await threeLanes(chain.redis, [1, 3]);
  expect(await chain.watch()).toMatchObject({ resumed: [jobId], problems: [] });
  expect(chain.github.events).toEqual([{ v: 1, jobId, lane: 2, hop: 1, reason: 'watchdog' }]);
  expect((await chain.stored(jobId)).facts.restarts).toMatchObject([{ lane: 2, done: 0 }]);
});

test('restarts are counted for each lane', async () => {
  const chain = aChain();
  await threeLanes(chain.redis, [1, 3]);
  for (let restart = 0; restart < 5; restart++)
    await recordRestart(chain.redis, { jobId, lane: 1, id: `w${restart}` }, { lane: 1, at: NOON, done: 0 });
  await chain.watch();
  expect(endOf((await chain.stored(jobId)).job)).toBeNull();
});

test('a watchdog that finds all batches done, and nobody there, ends the job', async () => {
  const chain = aChain();
  await threeLanes(chain.redis, []);
  for (const batch of [1, 2, 3])
    await chain.redis.ask('HSET', KEYS.done(jobId), batch, factValue(aFact({ lane: batch })));
  await Promise.all([chain.watch('900'), chain.watch('901')]);
  expect(endOf((await chain.stored(jobId)).job)).toMatchObject({ status: 'completed', successful: 12 });
  expect(chain.github.events).toEqual([]);
  expect(chain.log.filter((line) => line.startsWith('🎉'))).toHaveLength(1);
});

test('a finished job whose plan is gone makes the watchdog red, and keeps no other from being started', async () => {
  const chain = aChain();
  await threeLanes(chain.redis, []);
  for (const batch of [1, 2, 3])
    await chain.redis.ask('HSET', KEYS.done(jobId), batch, factValue(aFact({ lane: batch })));
  await chain.redis.ask('DEL', KEYS.plan(jobId));
  await writeJob(chain.redis, aJob({ id: 'batch_job_zzz', startedAt: started }), aPlan());
  const { resumed, problems } = await chain.watch();
  expect(resumed).toEqual(['batch_job_zzz']);
  expect(problems).toEqual([expect.stringContaining(`The plan of ${jobId} is gone`)]);
});

test('a job of the version before lanes is continued, and its numbers are right', async () => {
  const chain = aChain();
  const job = aJob({ startedAt: started });
  await writeJob(chain.redis, job, aPlan());
  const { lanes: _, ...options } = job.options;
  await chain.redis.ask('HSET', KEYS.job(jobId), 'options', JSON.stringify({ ...options, maxBatches: 0 }));
  const { lane: _lane, ...fact } = aFact({ hop: 4 });
  await chain.redis.ask('HSET', KEYS.done(jobId), 1, JSON.stringify(fact));
  await chain.redis.ask('HSET', KEYS.runs(jobId), 4, '77', 'run:77', JSON.stringify(aRun({ hop: 4 })));
  await chain.watch();
  expect(chain.github.events).toMatchObject([{ lane: 1, hop: 5 }]);
  const [event = expect.unreachable()] = chain.github.events;
  expect(await chain.runOn(event)).toMatchObject({
    batchesRun: 2,
    view: { status: 'completed', progress: { processed: 12, successful: 12, failed: 0 } },
  });
});

test('continue starts what is missing by its lane, and answers with the next batch of any', async () => {
  const api = anApi();
  await threeLanes(api.redis, [2]);
  const answer = api.post('fill-cache-batch-continue', { jobId });
  await api.clock.advance(5_000);
  await api.redis.ask('HSET', KEYS.done(jobId), 2, factValue(aFact({ lane: 2, at: api.clock.now() })));
  expect((await api.settle(answer)).body).toMatchObject({ success: true, batchNumber: 2 });
  expect(api.workflow.started).toEqual([{ 'job-id': jobId }, { 'job-id': jobId, lane: '3' }]);
});

test('continue by one batch starts one run, and none while a lane is at work', async () => {
  const api = anApi();
  await threeLanes(api.redis, []);
  const once = { jobId, autoContinue: false };
  for (let call = 0; call < 2; call++)
    await api.post('fill-cache-batch-continue', once, { prefer: 'respond-async' });
  expect(api.workflow.started).toEqual([{ 'job-id': jobId, 'max-batches': '1', 'auto-continue': 'false' }]);
});

test('a lane that cannot be started fails no continue of a job that another works on', async () => {
  const api = anApi();
  await threeLanes(api.redis, [1, 2]);
  api.workflow.before = () => Promise.reject(badGateway);
  const { status } = await api.post('fill-cache-batch-continue', { jobId }, { prefer: 'respond-async' });
  expect([status, api.workflow.started.length]).toEqual([202, 1]);
});

test('pause, resume and cancel reach all lanes', async () => {
  const world = await createLanesWorld({ lanes: 4, tickers: 2_000 });
  const ports = { ...world, random: () => 0.5, starter: startByEvent({ dispatch: world.dispatch }) };
  void world.deliver(null);
  await world.clock.advance(90_000);
  expect(world.working().sort()).toEqual([1, 2, 3, 4]);

  await pauseJob(jobId, ports);
  await world.clock.advance(60_000);
  expect(world.working()).toEqual([]);
  const { job, facts, alive } = await world.stored();
  expect([viewJob(job, facts, alive).status, alive]).toEqual(['paused', false]);

  await resumeJob(jobId, ports);
  await world.clock.advance(60_000);
  expect(world.working().sort()).toEqual([1, 2, 3, 4]);

  await cancelJob(jobId, ports);
  await world.clock.advance(60_000);
  expect(world.working()).toEqual([]);
  expect((await world.stored()).alive).toBe(false);
});
