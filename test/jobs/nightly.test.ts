import { expect, test } from 'vitest';
import { cancelJob, pauseJob } from '../../src/jobs/control-job.ts';
import { isNightlyOverdue } from '../../src/jobs/nightly.ts';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { startNightlyJob } from '../../src/jobs/start-nightly.ts';
import { watch } from '../../src/jobs/watch.ts';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import { readNotifyConfig } from '../../src/notices/notify-config.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { aChain } from '../support/chain-run.ts';
import { NOON } from '../support/job-fixtures.ts';
import { createScriptedReceiver } from '../support/scripted-receiver.ts';

const NIGHTLY = { command: 'nightly', tickers: 'AAPL MSFT', 'requests-per-second': '0', 'max-batches': '0' };
const BEAT = 'https://beats.example/0123';
const AN_HOUR = 3_600_000;
/** 17:23 in New York on the Tuesday of the fixtures; its session has the date of that day. */
const EVENING = NOON + 5 * AN_HOUR + 23 * 60_000;
const SESSION = '2026-11-24';

/** A chain at the time of the schedule, on the Tuesday before Thanksgiving. */
async function atTheSchedule(given: Parameters<typeof aChain>[0] = {}) {
  const chain = aChain(given);
  await chain.clock.advance(EVENING - NOON);
  const ports = { ...chain.ports, starter: startByEvent(chain.github) };
  const request = { tickerSource: 'custom', tickers: 'AAPL MSFT', options: {} } as const;
  return {
    ...chain,
    jobPorts: ports,
    nightly: (session = SESSION) => chain.redis.ask('GET', KEYS.nightly(session)),
    look: (runId: string) => chain.clock.settle(watch(runId, ports, startNightlyJob(request, ports))),
  };
}

test('the nightly job is made once a session', async () => {
  const { run, nightly, log } = await atTheSchedule();
  const first = await run(NIGHTLY);
  expect(await nightly()).toBe(first.view.jobId);
  expect(await run(NIGHTLY)).toMatchObject({
    view: { jobId: first.view.jobId },
    batchesRun: 0,
    problem: null,
  });
  expect(log.at(-1)).toBe(`The nightly job of this session is there already: ${first.view.jobId}.`);
});

test('after a holiday there is none to make, and nothing is fetched', async () => {
  const { run, clock, source } = { ...(await atTheSchedule()), source: null };
  await run(NIGHTLY);
  await clock.advance(24 * AN_HOUR);
  const wednesday = await run(NIGHTLY);
  // Thanksgiving.
  await clock.advance(24 * AN_HOUR);
  expect(source).toBeNull();
  expect((await run(NIGHTLY)).view.jobId).toBe(wednesday.view.jobId);
});

test.each([
  ['pauses', pauseJob],
  ['cancels', cancelJob],
])('a nightly job that a person %s counts as there', async (_, control) => {
  const { run, jobPorts, look, clock } = await atTheSchedule();
  const { view } = await run({ ...NIGHTLY, tickers: 'A B C D E F G', 'max-batches': '1' });
  await control(view.jobId, jobPorts);
  expect((await run(NIGHTLY)).view.jobId).toBe(view.jobId);
  await clock.advance(3 * AN_HOUR);
  expect((await look('900')).resumed).toEqual([]);
});

test('a claim whose job was never made does not count', async () => {
  const { run, nightly, redis } = await atTheSchedule();
  await redis.ask('SET', KEYS.nightly(SESSION), 'batch_job_died');
  const { view } = await run(NIGHTLY);
  expect([view.status, await nightly()]).toEqual(['completed', view.jobId]);
});

test('a nightly job whose record is damaged counts as one that was never made', async () => {
  const { run, nightly, redis, clock } = await atTheSchedule();
  const { view: lost } = await run({ ...NIGHTLY, tickers: 'A B C D E F G', 'max-batches': '1' });
  await redis.ask('HSET', KEYS.job(lost.jobId), 'totalTickers', 'x');
  await clock.advance(AN_HOUR);
  const { view } = await run(NIGHTLY);
  expect([view.status, view.jobId === lost.jobId, await nightly()]).toEqual(['completed', false, view.jobId]);
});

test.each(['nightly', 'late'] as const)(
  'a key of a session that is of another type (%s) is a problem of the watchdog, and keeps it from nothing else',
  async (kind) => {
    const { run, look, clock, redis } = await atTheSchedule();
    await run(NIGHTLY);
    const { view } = await run({ tickers: 'X Y Z', 'batch-size': '1' });
    await clock.advance((kind === 'late' ? 4 : 26) * AN_HOUR + 8 * 60_000);
    const key = kind === 'late' ? KEYS.late(SESSION, 1) : KEYS.nightly('2026-11-25');
    await redis.ask('HSET', key, 'a', 'b');
    const { resumed, problems } = await look('900');
    expect([resumed, problems]).toEqual([[view.jobId], [expect.stringContaining('WRONGTYPE')]]);
  },
);

test('the watchdog starts what the schedule has not, two hours after its time, once', async () => {
  const { run, look, clock, nightly, github, log } = await atTheSchedule();
  await run(NIGHTLY);
  // The schedule of Wednesday never comes.
  await clock.advance(24 * AN_HOUR);
  await look('900');
  expect(await nightly('2026-11-25')).toBeNull();
  await clock.advance(2 * AN_HOUR + 8 * 60_000);
  await Promise.all([look('901'), look('902')]);
  expect(await nightly('2026-11-25')).toMatch(/^batch_job_/);
  expect(github.events).toHaveLength(1);
  expect(log.join('\n')).toContain('The nightly job of 2026-11-25 has not come: ');
});

test.each([
  ['a whole day, at 19:23', '2026-11-24', '2026-11-25T00:23:00Z', false],
  ['a whole day, later', '2026-11-24', '2026-11-25T00:53:00Z', true],
  ['a half day, before the schedule', '2026-11-27', '2026-11-27T21:53:00Z', false],
  ['a half day, at 19:23', '2026-11-27', '2026-11-28T00:23:00Z', false],
  ['a half day, later', '2026-11-27', '2026-11-28T00:53:00Z', true],
])(
  'the schedule comes at the same time each day, and so does the watchdog after it: %s',
  (_, session, now, is) => {
    const jobs = { session, nightly: null, late: [null, null], before: ['batch_job_1'] };
    expect(isNightlyOverdue(jobs, Date.parse(now))).toBe(is);
  },
);

test('a nightly job of the watchdog that has nothing to fetch is a success all the same', async () => {
  const { run, look, clock, nightly, redis, jobPorts } = await atTheSchedule();
  await run(NIGHTLY);
  await clock.advance(26 * AN_HOUR + 8 * 60_000);
  // Somebody has filled the list by hand.
  const held = {
    rows: 2,
    first: '2026-11-24',
    last: '2026-11-25',
    exchange: 'NMS',
    lastTrade: null,
    issues: {},
  };
  const fetched = { fetchedAt: clock.now(), range: '5y', source: 'yahoo', compress: 'none', held } as const;
  for (const ticker of ['AAPL', 'MSFT'])
    await redis.ask('HSET', KEYS.tickerIndex, ticker, indexValue(fetched));
  const { received, fetch } = createScriptedReceiver();
  const config = readNotifyConfig({ heartbeatUrl: BEAT });
  Object.assign(jobPorts, { fetch, notices: { ...NO_NOTICES, config } });
  await look('900');
  const jobId = String(await nightly('2026-11-25'));
  expect(await redis.ask('HGET', KEYS.told(jobId), 'completed')).not.toBeNull();
  expect(received.map(({ url }) => url)).toContain(BEAT);
});

test('where no nightly job ever came none is expected', async () => {
  const { look, clock, nightly } = await atTheSchedule();
  await clock.advance(10 * AN_HOUR);
  await look('900');
  expect(await nightly()).toBeNull();
});
