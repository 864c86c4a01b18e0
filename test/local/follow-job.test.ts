import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { BegunWork } from '../../src/local/begin-work.ts';
import { type FollowPorts, followJob } from '../../src/local/follow-job.ts';
import type { Run } from '../../src/local/github/run.ts';
import { KEYS } from '../../src/store/keys.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { aJob, aPlan } from '../support/job-fixtures.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';

const JOB = 'batch_job_12345';
const begun = { jobId: JOB, run: null, note: '' };

function aFailedRun(problem: string): Run {
  return Object.assign(Object.create(null), {
    event: { name: 'schedule', cron: '' },
    state: { status: 'completed', conclusion: 'failure' },
    outputs: {},
    log: [{ level: 'error', text: problem }],
  });
}

/** A stack whose every run fails at once with the problem; `--exit` follows the job in it. */
async function followFailing(
  problem: string,
  prepare: (redis: ReturnType<typeof createMemoryRedis>) => unknown,
  work: BegunWork = begun,
) {
  const clock = createFakeClock();
  const redis = createMemoryRedis(clock.now);
  await writeJob(redis, aJob({ startTime: new Date(clock.now()).toISOString() }), aPlan());
  await prepare(redis);
  const printed: string[] = [];
  const events: FollowPorts['stack']['github']['events'] = new EventEmitter();
  const runs: Run[] = [];
  const start = (): Run => {
    const run = aFailedRun(problem);
    runs.push(run);
    events.emit('run-finished', run);
    return run;
  };
  const github = { runs: () => runs, events, dispatchWorkflow: start, fireSchedule: () => [start()] };
  const terminal = { isTerminal: false, columns: 80, log: (text: string) => printed.push(text), draw() {} };
  const stack: FollowPorts['stack'] = {
    redis: {
      kind: 'embedded',
      url: '',
      token: '',
      place: '/data/redis.sqlite',
      redis,
      close: async () => {},
    },
    market: { name: 'yahoo', url: undefined, reason: null, answers: true, close: async () => {} },
    readAgain: '',
    github,
  };
  const ports: FollowPorts = { stack, terminal, clock, stop: new AbortController().signal };
  const { code } = await clock.settle(followJob(work, true, ports));
  return { code, runs: runs.length, last: printed.at(-1) };
}

test.each([
  [
    'a full disk',
    'Redis refused a command: ERR database or disk is full.',
    `${JOB} is stuck: Redis refused a command: ERR database or disk is full. Free space on the disk of /data/redis.sqlite, and start again.`,
  ],
  [
    'a source that has nothing',
    'No answer from Yahoo: 404',
    `${JOB} is stuck: No answer from Yahoo: 404. Look whether the price source answers (YAHOO_FINANCE_URL, the network), and start again later.`,
  ],
  [
    'a broken index',
    'Redis refused a command: WRONGTYPE Operation against a key holding the wrong kind of value.',
    /^batch_job_12345 is stuck: .* A key of this Redis holds what fill-cache did not write: remove it, or use another Redis\.$/,
  ],
  [
    'something else',
    'No such thing.',
    `${JOB} is stuck: No such thing. See the lines of its runs above, remove the cause, and start again.`,
  ],
])('with %s it ends with 1 after two runs, and with what helps', async (_, problem, sentence) => {
  const { code, runs, last } = await followFailing(problem, () => undefined);
  expect([code, runs]).toEqual([1, 2]);
  expect(last).toMatch(sentence);
});

test('a run that fails before it has made a job ends it with 1, and with what helps', async () => {
  const problem =
    'Redis refused a command: WRONGTYPE Operation against a key holding the wrong kind of value.';
  const run = aFailedRun(problem);
  const { code, last } = await followFailing(problem, () => undefined, { jobId: null, run, note: '' });
  expect([code, last]).toEqual([
    1,
    `No job was made: ${problem} A key of this Redis holds what fill-cache did not write: remove it, or use another Redis.`,
  ]);
});

test.each([
  [
    'is gone',
    (redis: ReturnType<typeof createMemoryRedis>) => redis.ask('DEL', KEYS.job(JOB)),
    /There is no batch_job_12345 in this Redis any more\./,
  ],
  [
    'is damaged',
    (redis: ReturnType<typeof createMemoryRedis>) => redis.ask('HSET', KEYS.job(JOB), 'totalTickers', 'x'),
    /batch_job_12345 cannot be read/,
  ],
  [
    'cannot be read',
    (redis: ReturnType<typeof createMemoryRedis>) => {
      redis.before = async () => Promise.reject(new Error('ERR database or disk is full'));
    },
    /ERR database or disk is full\. Free space/,
  ],
])('a job whose record %s while nobody is at work ends it with 1', async (_, prepare, sentence) => {
  const { code, runs, last } = await followFailing('unused', prepare);
  expect([code, runs]).toEqual([1, 0]);
  expect(last).toMatch(sentence);
});
