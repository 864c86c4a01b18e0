import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { anApi } from '../support/api-run.ts';
import { aChain } from '../support/chain-run.ts';
import { aFact, aJob, aPlan, aRun, NOON } from '../support/job-fixtures.ts';
import type { WatchedRedis } from '../support/watched-redis.ts';

const SOUND = 'batch_job_sound';
const DAMAGED = 'batch_job_damaged';
const JOB = KEYS.job(DAMAGED);
const run = (given: object) => JSON.stringify({ ...aRun(), ...given });
const fact = (given: object) => JSON.stringify({ ...aFact(), ...given });

type Damage = (redis: WatchedRedis) => Promise<unknown>;
const ofType = async (redis: WatchedRedis, key: string) => {
  await redis.ask('DEL', key);
  await redis.ask('SADD', key, 'x');
};

const DAMAGES: [string, Damage][] = [
  ['a hash of another type', (redis) => ofType(redis, JOB)],
  ['facts of another type', (redis) => ofType(redis, KEYS.done(DAMAGED))],
  ['run records of another type', (redis) => ofType(redis, KEYS.runs(DAMAGED))],
  ['options that are no JSON', (redis) => redis.ask('HSET', JOB, 'options', '{"batchSize":')],
  ['the id of another job', (redis) => redis.ask('HSET', JOB, 'jobId', SOUND)],
  ['an impossible date', (redis) => redis.ask('HSET', JOB, 'startedAt', '2026-13-45T99:00:00Z')],
  ['a date of no clock', (redis) => redis.ask('HSET', JOB, 'pausedAt', '9999-01-01T00:00:00Z')],
  ['a start time that is no date', (redis) => redis.ask('HSET', JOB, 'startTime', 'soon')],
  ['a count that is none', (redis) => redis.ask('HSET', JOB, 'totalBatches', '1e9')],
  ['counts that do not add up', (redis) => redis.ask('HSET', JOB, 'totalTickers', '13')],
  ['an end that is none', (redis) => redis.ask('HSET', JOB, 'end', '{"status":"over"}')],
  ['a fact that is no JSON', (redis) => redis.ask('HSET', KEYS.done(DAMAGED), '1', 'done')],
  ['a fact of no batch', (redis) => redis.ask('HSET', KEYS.done(DAMAGED), '99', fact({}))],
  ['a fact of batch zero', (redis) => redis.ask('HSET', KEYS.done(DAMAGED), '0', fact({}))],
  ['a fact of the year 275760', (redis) => redis.ask('HSET', KEYS.done(DAMAGED), '1', fact({ at: 8.64e15 }))],
  [
    'a pause of the source without end',
    (redis) => redis.ask('HSET', KEYS.runs(DAMAGED), 'run:9', run({ notBefore: 8_640_000_000_000_001 })),
  ],
  ['a run without a start', (redis) => redis.ask('HSET', KEYS.runs(DAMAGED), 'run:9', run({ from: null }))],
  ['a hop of no lane', (redis) => redis.ask('HSET', KEYS.runs(DAMAGED), '99:1', '7')],
];

/** Two open jobs, of which one is damaged. */
async function anApiWith(damage: Damage) {
  const app = anApi();
  const startedAt = new Date(NOON).toISOString();
  for (const id of [SOUND, DAMAGED]) await app.given(aJob({ id, startedAt }), aPlan(12));
  await damage(app.redis);
  return app;
}

test.each(DAMAGES)('%s harms its own job alone: the list has the others, and names it', async (_, damage) => {
  const { settle, get } = await anApiWith(damage);
  const { status, body } = await settle(get('fill-cache-batch-jobs'));
  expect([status, body.jobs.map(({ jobId }: { jobId: string }) => jobId)]).toMatchObject([
    200,
    expect.arrayContaining([SOUND]),
  ]);
  // Run records are not read for a list.
  const isListed = body.jobs.length === 2;
  if (!isListed) expect(body.problems).toMatchObject([{ jobId: DAMAGED, error: expect.any(String) }]);
});

test.each(DAMAGES)('%s is told when the job itself is asked for, never by a 500', async (_, damage) => {
  const { settle, get } = await anApiWith(damage);
  const { status, body } = await settle(get(`fill-cache-batch-status?jobId=${DAMAGED}&detailed=true`));
  expect([status, body.code, body.error]).toEqual([
    503,
    'redis-unavailable',
    expect.stringContaining('cannot be read'),
  ]);
});

test.each(DAMAGES)('%s keeps no other job from being started', async (_, damage) => {
  const { settle, post } = await anApiWith(damage);
  const started = await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }));
  expect(started).toMatchObject({ status: 200, body: { run: { id: 1 } } });
});

test.each(DAMAGES)('%s keeps the watchdog from no other job, and makes it red', async (_, damage) => {
  const chain = aChain();
  const { view } = await chain.run({ tickers: 'T1 T2 T3 T4 T5 T6', 'auto-continue': 'true' });
  await chain.redis.ask('SADD', KEYS.openJobs, DAMAGED);
  const fields = await chain.redis.ask('HGETALL', KEYS.job(view.jobId));
  await chain.redis.ask('HSET', JOB, ...(fields as string[]), 'jobId', DAMAGED);
  await damage(chain.redis);
  await chain.clock.advance(400_000);
  const { resumed, problems } = await chain.watch();
  expect(resumed).toContain(view.jobId);
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${DAMAGED} cannot be read[^\n]*$`))]);
  expect(chain.log.filter((line) => line.includes(DAMAGED))).toHaveLength(1);
});

test.each(['no JSON', '{}', '{"jobId":"x","request":1}', '[]'])(
  'an idempotency record that is %s is nobody’s',
  async (damaged) => {
    const { settle, post, redis } = anApi();
    const key = { 'idempotency-key': 'mine' };
    const first = await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }, key));
    const [name = ''] = (await redis.ask('KEYS', 'idempotency:*')) as string[];
    await redis.ask('SET', name, damaged);
    const second = await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }, key));
    const third = await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }, key));
    expect([first.status, second.status, third.body.jobId]).toEqual([200, 200, second.body.jobId]);
  },
);
