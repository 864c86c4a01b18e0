import { expect, test } from 'vitest';
import { endOf } from '../../src/core/job.ts';
import { writePause, writeReopening } from '../../src/store/control.ts';
import { KEYS } from '../../src/store/keys.ts';
import { recordRestart } from '../../src/store/run.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { aChain } from '../support/chain-run.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';
import { createScriptedGitHub, gatewayTimeout, missingPermission } from '../support/scripted-github.ts';
import { createScriptedSource, noAnswer, refused } from '../support/scripted-source.ts';

const TWELVE = { tickers: 'T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12', 'requests-per-second': '0' };
const SIX_MINUTES = 360_000;

/** A job of which the first run has filled a batch, and whose next run never came. */
async function stalled(given: Parameters<typeof aChain>[0] = {}, texts: Record<string, string> = {}) {
  const chain = aChain(given);
  const { view } = await chain.run({ ...TWELVE, ...texts });
  await chain.clock.advance(SIX_MINUTES);
  chain.github.events.length = 0;
  return { ...chain, jobId: view.jobId };
}

test('with no job open there is nothing to do, and it says so', async () => {
  const chain = aChain();
  expect(await chain.watch()).toEqual({ resumed: [], problems: [] });
  expect(chain.log).toEqual(['No job is stalled (0 open).']);
});

test('a job whose next run never came is started again, once', async () => {
  const chain = await stalled();
  expect(await chain.watch()).toEqual({ resumed: [chain.jobId], problems: [] });
  expect(chain.github.events).toEqual([{ v: 1, jobId: chain.jobId, lane: 1, hop: 2, reason: 'watchdog' }]);
  expect(chain.log.at(-1)).toBe(`${chain.jobId} was stalled: a run was started for it.`);
  expect((await chain.stored(chain.jobId)).facts.restarts).toMatchObject([{ done: 1 }]);
});

test('the run that it starts goes on with the chain', async () => {
  const chain = await stalled();
  await chain.watch();
  const event = chain.github.events[0] ?? expect.unreachable();
  expect(await chain.runOn(event)).toMatchObject({ batchesRun: 1, dispatched: true });
  expect((await chain.stored(chain.jobId)).facts.runs.get('102')).toMatchObject({
    hop: 2,
    cause: 'watchdog',
  });
});

test('two watchdogs at the same time start one run', async () => {
  const chain = await stalled();
  const outcomes = await Promise.all([chain.watch('900'), chain.watch('901')]);
  expect(outcomes.flatMap(({ resumed }) => resumed)).toEqual([chain.jobId]);
  expect(chain.github.events).toHaveLength(1);
});

test('a run that does not come is asked for again, but not while the promise of it lasts', async () => {
  const chain = await stalled();
  await chain.watch('900');
  await chain.clock.advance(290_000);
  expect((await chain.watch('901')).resumed).toEqual([]);
  await chain.clock.advance(11_000);
  expect((await chain.watch('902')).resumed).toEqual([chain.jobId]);
});

test('a job with a lease is left alone', async () => {
  const chain = aChain();
  await chain.run(TWELVE);
  chain.github.events.length = 0;
  await chain.watch();
  expect(chain.github.events).toEqual([]);
});

test('a job that was told to stop after its run is left alone', async () => {
  const chain = await stalled({}, { 'auto-continue': 'false' });
  expect(await chain.watch()).toEqual({ resumed: [], problems: [] });
});

test('a job that is paused is left alone', async () => {
  const chain = await stalled();
  await writePause(chain.redis, chain.jobId, new Date(chain.clock.now()).toISOString());
  expect(await chain.watch()).toEqual({ resumed: [], problems: [] });
});

test('a job whose source wants to be left alone is resumed when that time is over', async () => {
  const chain = await stalled({ source: createScriptedSource({}, () => refused(3_600_000)) });
  expect((await chain.watch('900')).resumed).toEqual([]);
  await chain.clock.advance(NOON + 3_600_000 - 1 - chain.clock.now());
  expect((await chain.watch('901')).resumed).toEqual([]);
  await chain.clock.advance(1);
  expect((await chain.watch('902')).resumed).toEqual([chain.jobId]);
});

test('a run that was told to leave is followed by another', async () => {
  const chain = aChain({ source: createScriptedSource({ T1: 'hang' }) });
  const run = chain.start(TWELVE, null);
  await chain.clock.advance(1_000);
  chain.leave.abort(new Error('SIGTERM'));
  const { view } = await run;
  expect((await chain.watch()).resumed).toEqual([view.jobId]);
});

test('a run that was killed is followed by another when its lease has run out', async () => {
  const chain = await stalled();
  chain.redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) throw new Error('killed');
  };
  await chain.run({ 'job-id': chain.jobId }).catch(() => undefined);
  chain.redis.before = async () => {};
  expect((await chain.watch('900')).resumed).toEqual([]);
  await chain.clock.advance(91_000);
  expect((await chain.watch('901')).resumed).toEqual([chain.jobId]);
});

test('a job whose first run died before it had begun is started again', async () => {
  const chain = aChain();
  chain.redis.before = async (commands) => {
    if (commands.some(([, key]) => String(key).includes(':lease:'))) throw new Error('killed');
  };
  await chain.run(TWELVE).catch(() => undefined);
  chain.redis.before = async () => {};
  expect((await chain.watch()).resumed).toHaveLength(1);
});

test('a job that was made and not started is left alone', async () => {
  const chain = aChain();
  await writeJob(chain.redis, aJob(), aPlan());
  expect((await chain.watch()).resumed).toEqual([]);
});

test('a refusal of GitHub is red, is not held against the job, and another may try at once', async () => {
  const chain = await stalled();
  chain.ports.github = createScriptedGitHub([missingPermission]);
  expect(await chain.watch('900')).toEqual({ resumed: [], problems: ['The token may not send events'] });
  expect((await chain.stored(chain.jobId)).facts.restarts).toEqual([]);
  expect((await chain.watch('901')).resumed).toEqual([chain.jobId]);
});

test('a time-out of GitHub is red, and nobody tries again at once: the event may have landed', async () => {
  const chain = await stalled();
  chain.ports.github = createScriptedGitHub([gatewayTimeout]);
  expect((await chain.watch('900')).problems).toEqual([gatewayTimeout.message]);
  expect((await chain.stored(chain.jobId)).facts.restarts).toHaveLength(1);
  expect(await chain.watch('901')).toEqual({ resumed: [], problems: [] });
});

test('after five restarts without a finished batch the job has failed, with the reason', async () => {
  const chain = await stalled();
  for (let watchdog = 0; watchdog < 5; watchdog++) {
    expect((await chain.watch(`90${watchdog}`)).resumed).toEqual([chain.jobId]);
    await chain.clock.advance(SIX_MINUTES);
  }
  const reason = `${chain.jobId} was restarted 5 times and finished no batch: it has failed. Look at its last runs, then continue it.`;
  expect(await chain.watch('905')).toEqual({ resumed: [], problems: [reason] });
  expect(endOf((await chain.stored(chain.jobId)).job)).toMatchObject({
    status: 'failed',
    by: '905',
    reason,
    successful: 5,
  });
  expect(await chain.watch('906')).toEqual({ resumed: [], problems: [] });
});

test('a finished batch makes earlier restarts count no more', async () => {
  const chain = await stalled();
  for (let watchdog = 0; watchdog < 4; watchdog++) {
    await chain.watch(`90${watchdog}`);
    await chain.clock.advance(SIX_MINUTES);
  }
  await chain.runOn(chain.github.events[0] ?? expect.unreachable());
  await chain.clock.advance(SIX_MINUTES);
  expect((await chain.watch('905')).resumed).toEqual([chain.jobId]);
  await chain.clock.advance(SIX_MINUTES);
  expect((await chain.watch('906')).resumed).toEqual([chain.jobId]);
});

test('jobs that have ended or whose keys are gone leave the list of open ones', async () => {
  const chain = await stalled();
  await chain.redis.ask('SADD', 'batch_jobs:open', 'batch_job_gone');
  await chain.watch();
  expect(await chain.redis.ask('SMEMBERS', 'batch_jobs:open')).toEqual([chain.jobId]);
});

test('a job that cannot be read is red, and keeps no other from being started', async () => {
  const chain = await stalled();
  await chain.redis.ask('HSET', 'batch_job:000', 'jobId', 'batch_job_000');
  await chain.redis.ask('SADD', 'batch_jobs:open', 'batch_job_000');
  expect(await chain.watch()).toEqual({
    resumed: [chain.jobId],
    problems: [expect.stringMatching(/^batch_job_000 cannot be read[^\n]*$/)],
  });
});

test('a job that finished no batch in three runs is tried again by the watchdog', async () => {
  const silent = createScriptedSource({}, () => noAnswer);
  const chain = aChain({ source: silent });
  const { view } = await chain.run(TWELVE);
  for (let hop = 0; hop < 2; hop++) await chain.runOn(chain.github.events[hop] ?? expect.unreachable());
  expect((await chain.watch()).resumed).toEqual([view.jobId]);
});

test('an event that is sent twice names one hop, so that one run works on it', async () => {
  const chain = await stalled();
  await chain.watch();
  const event = chain.github.events[0] ?? expect.unreachable();
  await chain.runOn(event);
  expect(await chain.runOn(event)).toMatchObject({ batchesRun: 0, problem: null });
});

test('a job of another market is left to whoever has that market', async () => {
  const chain = await stalled();
  await chain.redis.ask('HSET', KEYS.job(chain.jobId), 'priceSource', 'simulated');
  expect(await chain.watch()).toEqual({ resumed: [], problems: [] });
});

test('restarts from before a job was reopened are forgiven', async () => {
  const chain = await stalled();
  for (let restart = 0; restart < 5; restart++) {
    const caller = { jobId: chain.jobId, lane: 1, id: `w${restart}` };
    await recordRestart(chain.redis, caller, { lane: 1, at: chain.clock.now(), done: 99 });
  }
  await chain.clock.advance(1_000);
  await chain.watch('900');
  const { job } = await chain.stored(chain.jobId);
  expect(endOf(job)?.status).toBe('failed');
  await writeReopening(chain.redis, job, new Date(chain.clock.now()).toISOString());
  expect((await chain.watch('901')).resumed).toEqual([chain.jobId]);
});
