import { expect, test } from 'vitest';
import { endNotice, lateNotice, stalledNotice } from '../../src/jobs/job-notice.ts';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import { type NotifyInputs, readNotifyConfig } from '../../src/notices/notify-config.ts';
import { KEYS } from '../../src/store/keys.ts';
import type { Command } from '../../src/store/redis.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { aChain } from '../support/chain-run.ts';
import { aFact, aFailure, aJob, anEnd, aPlan, aRun, NOON, someFacts } from '../support/job-fixtures.ts';
import { createScriptedReceiver } from '../support/scripted-receiver.ts';
import { createScriptedSource, noAnswer, noData } from '../support/scripted-source.ts';

const HOOK = 'https://hooks.example/secret';
const OTHER = 'https://other.example/secret';
const BEAT = 'https://beats.example/0123';
const ALL = { tickers: 'T1 T2 T3', 'requests-per-second': '0', 'max-batches': '0' };
const ONE_BATCH = { ...ALL, tickers: 'T1 T2 T3 T4 T5 T6 T7', 'max-batches': '1' };
const AN_HOUR = 3_600_000;
const settings = {
  ...NO_NOTICES,
  pageUrl: 'https://prices.example/',
  runsUrl: 'https://github.com/o/r/actions/runs/',
};

/** A chain whose notices go to a scripted receiver. */
function aTellingChain(
  inputs: NotifyInputs = { notifyUrl: HOOK },
  statusOf?: (url: string) => number,
  given: Parameters<typeof aChain>[0] = {},
) {
  const chain = aChain(given);
  const receiver = createScriptedReceiver(statusOf);
  chain.ports.fetch = receiver.fetch;
  chain.ports.notices = { ...settings, config: readNotifyConfig(inputs) };
  const told = async (jobId: string) =>
    Object.keys(pairs(await chain.redis.ask('HGETALL', KEYS.told(jobId)))).sort();
  return { ...chain, received: receiver.received, told };
}

function pairs(reply: unknown): Record<string, unknown> {
  const flat = Array.isArray(reply) ? reply : [];
  return Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]]] : [])),
  );
}

/** Redis refuses from the first request on that has such a command. */
function killAt(chain: ReturnType<typeof aChain>, isLast: (command: Command) => boolean) {
  let killed = false;
  chain.redis.before = async (commands) => {
    killed ||= commands.some(isLast);
    if (killed) throw new Error('killed');
  };
}

test('the run that completes a job says so once, and records when', async () => {
  const chain = aTellingChain();
  const { view } = await chain.run(ALL);
  expect(chain.received).toMatchObject([
    { url: HOOK, id: `${view.jobId}:completed`, body: { type: 'job.completed' } },
  ]);
  expect(await chain.told(view.jobId)).toEqual(['completed']);
  expect(chain.log.at(-1)).toBe(
    `Notice "completed" of ${view.jobId} to https://hooks.example: delivered (200)`,
  );
  await chain.watch();
  expect(chain.received).toHaveLength(1);
});

test('without anybody to tell, an end costs no command for notices', async () => {
  const chain = aChain();
  const { view } = await chain.run(ALL);
  const keys = chain.redis.requests.flat().map((command) => String(command[1]));
  expect(keys.filter((key) => key.includes(':told') || key.includes(':notice:'))).toEqual([]);
  expect(view.status).toBe('completed');
});

test('a job that fails says why', async () => {
  const chain = aTellingChain({ notifyUrl: HOOK }, undefined, {
    source: createScriptedSource({}, () => noData),
  });
  const tickers = Array.from({ length: 25 }, (_, index) => `T${index}`).join(' ');
  const { view } = await chain.run({ ...ALL, tickers });
  expect(chain.received).toMatchObject([
    {
      id: `${view.jobId}:failed`,
      body: { data: { reason: expect.stringContaining('More than 20 %'), reasons: [{ code: 'no-data' }] } },
    },
  ]);
});

test('an event that is not in notify-on is not sent, but the heartbeat is pinged', async () => {
  const chain = aTellingChain({ notifyUrl: HOOK, notifyOn: 'failed', heartbeatUrl: BEAT });
  const { view } = await chain.run(ALL);
  expect(chain.received.map(({ url }) => url)).toEqual([`${BEAT}/start`, BEAT]);
  expect(await chain.told(view.jobId)).toEqual(['completed']);
});

test('the start of a job is pinged by its first run alone', async () => {
  const chain = aTellingChain({ heartbeatUrl: BEAT });
  await chain.run(ONE_BATCH);
  await chain.runOn(chain.github.events[0] ?? expect.unreachable());
  expect(chain.received.map(({ url }) => url)).toEqual([`${BEAT}/start`, BEAT]);
});

test.each<[string, (command: Command) => boolean, sent: number]>([
  ['before the notice', ([name, key]) => name === 'SET' && String(key).includes(':notice:'), 1],
  ['between the notice and its record', ([, key]) => String(key).endsWith(':told'), 2],
])('of a run that is killed %s the watchdog sends the notice', async (_, isLast, sent) => {
  const chain = aTellingChain();
  killAt(chain, ([name, ...rest]) => name !== 'HGETALL' && isLast([name, ...rest]));
  const { view } = await chain.run(ALL);
  chain.redis.before = async () => {};
  await chain.clock.advance(AN_HOUR);
  await chain.watch();
  expect(new Set(chain.received.map(({ id }) => id))).toEqual(new Set([`${view.jobId}:completed`]));
  expect(chain.received).toHaveLength(sent);
  expect(await chain.told(view.jobId)).toEqual(['completed']);
  await chain.watch();
  expect(chain.received).toHaveLength(sent);
});

test('what the watchdog sends again has the same content', async () => {
  const chain = aTellingChain();
  killAt(chain, ([name, key]) => name === 'HSETNX' && String(key).endsWith(':told'));
  await chain.run(ALL);
  chain.redis.before = async () => {};
  await chain.clock.advance(AN_HOUR);
  await chain.watch();
  const [first, second] = chain.received;
  expect(second?.body).toEqual(first?.body);
});

test('two watchdogs at the same time send one notice', async () => {
  const chain = aTellingChain();
  killAt(chain, ([, key]) => String(key).includes(':notice:'));
  await chain.run(ALL);
  chain.redis.before = async () => {};
  await chain.clock.advance(AN_HOUR);
  await Promise.all([chain.watch('900'), chain.watch('901')]);
  expect(chain.received).toHaveLength(1);
});

test('a receiver that has the notice gets no other while one that does not answer is tried again', async () => {
  let isDown = true;
  const statusOf = (url: string) => (url === OTHER && isDown ? 404 : 200);
  const chain = aTellingChain({ notifyUrl: `${HOOK} ${OTHER}`, heartbeatUrl: BEAT }, statusOf);
  const { view } = await chain.run(ALL);
  expect(await chain.told(view.jobId)).toEqual(['completed heartbeat', 'completed https://hooks.example']);
  isDown = false;
  chain.received.length = 0;
  await chain.clock.advance(AN_HOUR);
  await chain.watch();
  expect(chain.received.map(({ url }) => url)).toEqual([OTHER]);
  expect(await chain.told(view.jobId)).toContain('completed');
});

test('a receiver that hangs delays the end of a run by less than ten seconds', async () => {
  const chain = aTellingChain({ notifyUrl: HOOK }, () => 0);
  const { view } = await chain.run(ALL);
  expect(view.status).toBe('completed');
  expect(chain.clock.now() - NOON).toBeLessThan(10_000);
  expect(chain.log.at(-1)).toContain('https://hooks.example: not delivered (no answer in');
});

test('a Redis that does not answer after the end delays the run by ten seconds at most', async () => {
  const chain = aTellingChain();
  chain.redis.before = async (commands) => {
    if (commands.some(([, key]) => String(key).includes(':notice:'))) await new Promise(() => {});
  };
  const { view } = await chain.run(ALL);
  expect([view.status, chain.clock.now() - NOON]).toEqual(['completed', 10_000]);
});

test('the watchdog says that a job is stalled, once, however often it stalls', async () => {
  const chain = aTellingChain();
  const { view } = await chain.run(ONE_BATCH);
  await chain.clock.advance(AN_HOUR);
  await chain.watch('900');
  await chain.clock.advance(AN_HOUR);
  await chain.watch('901');
  expect(chain.received).toMatchObject([
    {
      id: `${view.jobId}:stalled`,
      body: {
        timestamp: new Date(NOON).toISOString(),
        data: { reason: 'Its last run ended (max-batches), and no other works on it.' },
      },
    },
  ]);
});

test('a stall is no stall while a run is on its way, or if the job was told to stop after its run', async () => {
  const chain = aTellingChain();
  await chain.run({ ...ONE_BATCH, 'auto-continue': 'false' });
  await chain.run({ ...ONE_BATCH, tickers: 'U1 U2 U3 U4 U5 U6' });
  await chain.watch();
  expect(chain.received).toEqual([]);
});

test('a receiver that hangs keeps no stalled job from being started', async () => {
  const chain = aTellingChain({ notifyUrl: HOOK }, () => 0);
  await chain.run(ONE_BATCH);
  await chain.clock.advance(AN_HOUR);
  chain.github.events.length = 0;
  const before = chain.clock.now();
  const { resumed } = await chain.watch();
  expect([resumed.length, chain.github.events.length]).toEqual([1, 1]);
  expect(chain.clock.now() - before).toBeLessThan(10_000);
});

test('a job that the watchdog gives up is told as failed', async () => {
  const chain = aTellingChain({ notifyUrl: HOOK, notifyOn: 'failed' }, undefined, {
    source: createScriptedSource({}, () => noAnswer),
  });
  const { view } = await chain.run(ALL);
  for (let watchdog = 0; watchdog < 6; watchdog++) {
    await chain.clock.advance(AN_HOUR);
    await chain.watch(`90${watchdog}`);
  }
  expect(chain.received).toMatchObject([
    { id: `${view.jobId}:failed`, body: { data: { reason: expect.stringContaining('restarted 5 times') } } },
  ]);
});

test('an end of the day before yesterday is no news', async () => {
  const chain = aTellingChain();
  killAt(chain, ([, key]) => String(key).includes(':notice:'));
  await chain.run(ALL);
  chain.redis.before = async () => {};
  await chain.clock.advance(26 * AN_HOUR);
  await chain.watch();
  expect(chain.received).toEqual([]);
});

test.each([
  ['a cancelled job', aJob({ startedAt: new Date(NOON).toISOString() }), anEnd('cancelled')],
  ['a job that had nothing to fetch and was never started', aJob({ toProcess: 0 }), anEnd('completed')],
])('%s is no news', async (_, job, end) => {
  const chain = aTellingChain();
  await writeJob(chain.redis, job, aPlan(job.toProcess));
  await writeEnd(chain.redis, job, end);
  await chain.watch();
  expect(chain.received).toEqual([]);
});

function noticed(given: Parameters<typeof aJob>[0] = {}, facts = someFacts()) {
  const plan = { knownFailed: [{ ticker: 'K1', code: 'no-data' as const, error: 'none' }] };
  return { job: aJob({ startedAt: new Date(NOON).toISOString(), ...given }), facts, plan, late: 1 };
}

test('a notice of an end has the figures of the job, its reasons, and links to the page and the run that ended it', () => {
  const facts = someFacts([[1, aFact({ failures: [aFailure('T1'), aFailure('T2')] })]]);
  const end = anEnd('failed', { by: '7', reason: 'Why not.', successful: 6, failed: 3 });
  expect(
    endNotice(noticed({ end, cached: 3, knownFailed: 1, tickerSource: 'sp500' }, facts), settings),
  ).toEqual({
    event: 'failed',
    jobId: 'batch_job_12345',
    universe: 'sp500',
    title: 'S&P 500',
    session: '2026-11-23',
    at: '2026-11-24T18:00:00.000Z',
    counts: { total: 16, successful: 6, failed: 3, late: 1 },
    seconds: 3_600,
    reason: 'Why not.',
    reasons: [
      { code: 'not-found', error: 'No data found, symbol may be delisted', count: 2 },
      { code: 'no-data', error: 'none', count: 1 },
    ],
    links: {
      page: 'https://prices.example/?job=batch_job_12345',
      run: 'https://github.com/o/r/actions/runs/7',
    },
    source: 'yahoo',
    retryOf: null,
    reopened: 0,
  });
});

test('the end by a caller over HTTP links to no run, and without addresses there are no links', () => {
  const end = anEnd('failed', { by: 'http-mi2abc' });
  expect(endNotice(noticed({ end }), settings)?.links.run).toBeNull();
  expect(endNotice(noticed({ end }), NO_NOTICES)?.links).toEqual({ page: null, run: null });
});

test('the notice of a stall links to the run that worked last', () => {
  const runs = [aRun({ from: NOON }), aRun({ from: NOON + 5_000, hop: 2 })];
  const facts = someFacts([1], { runs });
  const renamed = {
    ...facts,
    runs: new Map([...facts.runs].map(([, record], at) => [String(at + 1), record])),
  };
  expect(stalledNotice(noticed({}, renamed), settings)).toMatchObject({
    event: 'stalled',
    at: new Date(NOON + 5_000).toISOString(),
    reason: 'Its last run did not report its end, and no other works on it.',
    links: { run: 'https://github.com/o/r/actions/runs/2' },
  });
});

test('tickers that could not be counted are not called none', async () => {
  const chain = aTellingChain();
  chain.redis.before = async (commands) => {
    const [[name, key] = []] = commands;
    const isFetched = chain.log.some((line) => line.startsWith('✅'));
    if (isFetched && name === 'HMGET' && key === KEYS.tickerIndex) throw new Error('Redis is away');
  };
  await chain.run(ALL);
  expect(chain.received).toMatchObject([{ body: { data: { counts: { successful: 3, late: null } } } }]);
});

test('the notice of late tickers is that of their session', () => {
  const end = anEnd('completed', { by: '7' });
  expect(lateNotice(noticed({ end }), '2026-11-24', NOON, settings)).toMatchObject({
    event: 'late',
    session: '2026-11-24',
    counts: { late: 1 },
    at: new Date(NOON).toISOString(),
  });
});
