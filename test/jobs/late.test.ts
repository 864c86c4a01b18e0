import { expect, test } from 'vitest';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { watch } from '../../src/jobs/watch.ts';
import { KEYS } from '../../src/store/keys.ts';
import { aChain } from '../support/chain-run.ts';
import { NOON } from '../support/job-fixtures.ts';
import { aDocument, createScriptedSource } from '../support/scripted-source.ts';

const AN_HOUR = 3_600_000;
/** 17:23 in New York on the Tuesday of the fixtures. */
const EVENING = NOON + 5 * AN_HOUR + 23 * 60_000;
const INPUTS = { command: 'nightly', 'requests-per-second': '0', 'max-batches': '0' };

/** A night on which the source has no row of today for some, though they traded. */
async function aNight(tickers: string, lateOnes: readonly string[], inLondon: readonly string[] = []) {
  const late = new Set(lateOnes);
  let today = '2026-11-24';
  const source = createScriptedSource({}, (ticker, range) => {
    const dates = ['2026-11-20', late.has(ticker) ? '2026-11-23' : today];
    const fetchedAt = new Date(chain.clock.now()).toISOString();
    const [exchange, closes] = inLondon.includes(ticker) ? ['LSE', '16:30'] : ['NMS', '21:00'];
    const lastTrade = Date.parse(`${today}T${closes}:00Z`) / 1_000;
    return {
      kind: 'document',
      document: aDocument(ticker, { range, dates, fetchedAt, exchange }),
      lastTrade,
    };
  });
  const chain = aChain({ source });
  await chain.clock.advance(EVENING - NOON);
  await chain.run({ ...INPUTS, tickers });
  const ports = { ...chain.ports, starter: startByEvent(chain.github) };
  const nextDay = async () => {
    today = '2026-11-25';
    await chain.clock.advance(24 * AN_HOUR);
  };
  return { ...chain, source, late, nextDay, look: (id: string) => chain.clock.settle(watch(id, ports)) };
}

test('what is late is fetched again in one small job, which is judged by no share of failures', async () => {
  const night = await aNight('A B C D', ['B']);
  await night.clock.advance(3 * AN_HOUR);
  await night.look('900');
  const [event = expect.unreachable()] = night.github.events;
  night.late.clear();
  const asked = night.source.asked.length;
  expect((await night.runOn(event)).view.status).toBe('completed');
  expect(night.source.asked.slice(asked)).toEqual(['B']);
  expect((await night.stored(event.jobId)).job.lateFor).toBe('2026-11-24');
  expect(await night.redis.ask('GET', KEYS.late('2026-11-24', 1))).toBe(event.jobId);
});

test('there are two such jobs a session at most, the second when the first has ended', async () => {
  const night = await aNight('A B C D', ['B']);
  for (const look of ['900', '901', '902', '903']) {
    await night.clock.advance(3 * AN_HOUR);
    await night.look(look);
    const event = night.github.events.at(-1);
    if (event && !night.log.includes(event.jobId)) await night.runOn(event).catch(() => undefined);
  }
  const jobs = new Set(night.github.events.map(({ jobId }) => jobId));
  expect(jobs.size).toBe(2);
});

test('the second waits until what traded elsewhere in the session shows as late', async () => {
  const night = await aNight('A B L', ['B', 'L'], ['L']);
  const asked = night.source.asked.length;
  for (const look of ['900', '901', '902', '903']) {
    await night.clock.advance(3 * AN_HOUR);
    await night.look(look);
    const event = night.github.events.shift();
    if (look === '903') night.late.clear();
    if (event) await night.runOn(event);
  }
  expect(night.source.asked.slice(asked)).toEqual(['B', 'B', 'L']);
});

/** Keeps tickers out of jobs, as "not found" on two nights in a row does. */
async function keepOut({ redis, clock }: Awaited<ReturnType<typeof aNight>>, tickers: string[]) {
  const [failedAt, retryAfter] = [1, 49].map((hours) =>
    new Date(clock.now() + hours * AN_HOUR).toISOString(),
  );
  const marker = JSON.stringify({
    error: 'No data found',
    code: 'not-found',
    failedAt,
    retryAfter,
    count: 2,
  });
  for (const ticker of tickers) await redis.ask('SET', KEYS.marker(ticker), marker);
}

test('what an earlier failure has kept out of the nightly job is fetched again when it is late', async () => {
  const night = await aNight('A B C D', []);
  await keepOut(night, ['B', 'C', 'D']);
  await night.nextDay();
  const { view } = await night.run({ ...INPUTS, tickers: 'A B C D' });
  expect(view.progress).toMatchObject({ successful: 1, failed: 3 });
  await night.clock.advance(3 * AN_HOUR);
  await night.look('900');
  const [event = expect.unreachable()] = night.github.events;
  await night.runOn(event);
  expect(night.source.asked.slice(-3)).toEqual(['B', 'C', 'D']);
});

test('whoever was fresh before the nightly job counts among those that have the session', async () => {
  const night = await aNight('E', []);
  await keepOut(night, ['E']);
  await night.nextDay();
  await night.run({ tickers: 'A B C D', 'requests-per-second': '0', 'max-batches': '0' });
  await night.run({ ...INPUTS, tickers: 'A B C D E' });
  await night.clock.advance(3 * AN_HOUR);
  await night.look('900');
  expect(night.github.events).toEqual([]);
});

test('a ticker that has left the list is not late, however old its document is', async () => {
  const night = await aNight('A B', []);
  await night.nextDay();
  await night.run({ ...INPUTS, tickers: 'A' });
  await night.clock.advance(3 * AN_HOUR);
  await night.look('900');
  expect(night.github.events).toEqual([]);
});

test('a night on which nobody is late starts no job', async () => {
  const night = await aNight('A B C D', []);
  await night.clock.advance(3 * AN_HOUR);
  expect(await night.look('900')).toEqual({ resumed: [], problems: [] });
  expect(night.github.events).toEqual([]);
});

test('two watchdogs at once start one late job', async () => {
  const night = await aNight('A B C D', ['B', 'C']);
  await night.clock.advance(3 * AN_HOUR);
  await Promise.all([night.look('900'), night.look('901')]);
  expect(new Set(night.github.events.map(({ jobId }) => jobId)).size).toBe(1);
});
