import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { anApi } from '../support/api-run.ts';
import { aChain } from '../support/chain-run.ts';
import { DAMAGES } from '../support/damaged-job.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';
import type { WatchedRedis } from '../support/watched-redis.ts';

const SOUND = 'batch_job_sound';
const DAMAGED = 'batch_job_damaged';
const JOB = KEYS.job(DAMAGED);

type Damage = (redis: WatchedRedis) => Promise<void>;

const DAMAGED_SO = DAMAGES.map(([title, damage]): [string, Damage] => [
  title,
  async (redis) => {
    for (const command of damage(DAMAGED, SOUND)) await redis.ask(...command);
  },
]);

/** Two open jobs, of which one is damaged. */
async function anApiWith(damage: Damage) {
  const app = anApi();
  const startedAt = new Date(NOON).toISOString();
  for (const id of [SOUND, DAMAGED]) await app.given(aJob({ id, startedAt }), aPlan(12));
  await damage(app.redis);
  return app;
}

test.each(DAMAGED_SO)(
  '%s harms its own job alone: the list has the others, and names it',
  async (_, damage) => {
    const { settle, get } = await anApiWith(damage);
    const { status, body } = await settle(get('fill-cache-batch-jobs'));
    expect([status, body.jobs.map(({ jobId }: { jobId: string }) => jobId)]).toMatchObject([
      200,
      expect.arrayContaining([SOUND]),
    ]);
    // Run records are not read for a list.
    const isListed = body.jobs.length === 2;
    if (!isListed) expect(body.problems).toMatchObject([{ jobId: DAMAGED, error: expect.any(String) }]);
  },
);

test.each(DAMAGED_SO)('%s is told when the job itself is asked for, never by a 500', async (_, damage) => {
  const { settle, get } = await anApiWith(damage);
  const { status, body } = await settle(get(`fill-cache-batch-status?jobId=${DAMAGED}&detailed=true`));
  expect([status, body.code, body.error]).toEqual([
    503,
    'redis-unavailable',
    expect.stringContaining('cannot be read'),
  ]);
});

test.each(DAMAGED_SO)('%s keeps no other job from being started', async (_, damage) => {
  const { settle, post } = await anApiWith(damage);
  const started = await settle(post('fill-cache-batch-start', { tickers: ['AAPL'] }));
  expect(started).toMatchObject({ status: 200, body: { run: { id: 1 } } });
});

test.each(DAMAGED_SO)('%s keeps the watchdog from no other job, and makes it red', async (_, damage) => {
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

test('a watchdog over HTTP that finds only damaged records says that it is Redis, and names the job', async () => {
  const [[, damage]] = DAMAGED_SO as [(typeof DAMAGED_SO)[number]];
  const { settle, get } = await anApiWith(damage);
  const { status, body } = await settle(get('cron/resume-stalled'));
  expect([status, body.code, body.issues]).toMatchObject([503, 'redis-unavailable', [{ path: DAMAGED }]]);
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
