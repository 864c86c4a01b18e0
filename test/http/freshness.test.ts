import { expect, test } from 'vitest';
import type { HeldHistory } from '../../src/core/freshness.ts';
import { lastSession, settledAt } from '../../src/core/us-calendar.ts';
import { KEYS } from '../../src/store/keys.ts';
import type { Command } from '../../src/store/redis.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { anApi } from '../support/api-run.ts';
import { aMarker } from '../support/commit-fixtures.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';

type App = ReturnType<typeof anApi>;
/** Four minutes after the schedule of the Monday before. */
const MONDAY_EVENING = Date.parse('2026-11-23T22:27:00.000Z');
const AFTER_CLOSE = settledAt(lastSession(NOON)) + 1;

/** An entry of a document that holds the session of the Monday before; as given. */
function entry(held: Partial<HeldHistory> = {}, fetchedAt = AFTER_CLOSE): string {
  const whole = {
    rows: 1_257,
    first: '2021-11-24',
    last: '2026-11-23',
    exchange: 'NMS',
    lastTrade: null,
    issues: {},
  };
  return indexValue({
    fetchedAt,
    range: '5y',
    source: 'yahoo',
    compress: 'none',
    held: { ...whole, ...held },
  });
}

async function fill({ redis }: App, entries: Record<string, string>, failed: readonly string[] = []) {
  await redis.ask('HSET', KEYS.tickerIndex, ...Object.entries(entries).flat());
  for (const ticker of failed) await redis.ask('SET', KEYS.marker(ticker), JSON.stringify(aMarker()));
  redis.requests.length = 0;
}

test('the freshness of a universe is in the shape of the contract', async () => {
  const app = anApi();
  await fill(
    app,
    { AAPL: entry(), MSFT: entry({ last: '2026-11-20', lastTrade: AFTER_CLOSE / 1000 - 3_600 }) },
    ['NVDA'],
  );
  const { status, body } = await app.settle(app.get('fill-cache-freshness?universe=sp500'));
  expect([status, body]).toEqual([
    200,
    {
      success: true,
      session: '2026-11-23',
      universe: 'sp500',
      total: 503,
      fresh: 1,
      late: 1,
      failed: 1,
      missing: 500,
      oldest: '2026-11-20',
      asOf: '2026-11-24T17:00:00.000Z',
    },
  ]);
  expect(app.redis.requests.flat()).toHaveLength(2);
});

test('without a universe it is that of the last nightly job, though a list was fetched by hand since', async () => {
  const app = anApi();
  await app.given(aJob({ id: 'batch_job_night', tickerSource: 'sp500' }));
  await app.given(aJob({ id: 'batch_job_zhand' }));
  await app.redis.ask('SET', KEYS.nightly('2026-11-20'), 'batch_job_night');
  const { body } = await app.settle(app.get('fill-cache-freshness'));
  expect([body.universe, body.total]).toEqual(['sp500', 503]);
});

const AN_HOUR = 3_600_000;
const NOT_THERE = { session: '2026-11-24', due: '2026-11-24T22:23:00.000Z', jobId: null, begun: null };
const NEXT = '2026-11-25T22:23:00.000Z';

test.each([
  [
    'of Monday at noon on Tuesday',
    0,
    {
      session: '2026-11-23',
      due: '2026-11-23T22:23:00.000Z',
      state: 'came',
      jobId: `batch_job_${MONDAY_EVENING.toString(36)}abcdef`,
      begun: '2026-11-23T22:27:00.000Z',
      next: '2026-11-24T22:23:00.000Z',
      nextLook: '2026-11-24T17:53:00.000Z',
    },
  ],
  [
    'that is expected',
    6.5,
    { ...NOT_THERE, state: 'expected', next: NEXT, nextLook: '2026-11-24T23:53:00.000Z' },
  ],
  [
    'that is overdue',
    8.5,
    { ...NOT_THERE, state: 'overdue', next: NEXT, nextLook: '2026-11-25T02:53:00.000Z' },
  ],
])('the freshness says what became of the nightly job %s', async (_what, hours, nightly) => {
  const app = anApi();
  await app.redis.ask('SET', KEYS.nightly('2026-11-20'), 'batch_job_friday');
  if (nightly.jobId) await app.redis.ask('SET', KEYS.nightly(nightly.session), nightly.jobId);
  await app.clock.advance(hours * AN_HOUR);
  app.redis.requests.length = 0;
  expect((await app.settle(app.get('fill-cache-freshness'))).body.nightly).toEqual(nightly);
  expect(app.redis.requests.flat().length).toBeLessThanOrEqual(6);
});

test.each(['nonsense', 'batch_job_zzzzzzzzzzzzzzzzzzzzzzzzzzzz', 'batch_job_1'])(
  'a nightly key that holds %j is no 500',
  async (value) => {
    const app = anApi();
    await app.redis.ask('SET', KEYS.nightly('2026-11-23'), value);
    const { status, body } = await app.settle(app.get('fill-cache-freshness'));
    expect([status, body.nightly.begun]).toEqual([200, null]);
  },
);

test('where all jobs are of custom lists it is the newest that is no retry, and of a custom list what its plan names', async () => {
  const app = anApi();
  await app.given(aJob({ toProcess: 7_000 }), aPlan(7_000));
  await fill(app, { T1: entry() });
  expect((await app.settle(app.get('fill-cache-freshness'))).body).toMatchObject({
    universe: 'custom',
    total: 7_000,
  });
  expect(app.redis.requests.flat().length).toBeLessThanOrEqual(6);
  await app.given(
    aJob({ id: 'batch_job_67890', retryOf: 'batch_job_12345', startTime: '2026-11-24T18:00:00.000Z' }),
  );
  expect((await app.settle(app.get('fill-cache-freshness'))).body.total).toBe(7_000);
});

test.each([
  ['the newest of a named universe', ['all', 'sp500', 'custom', 'custom'], 'sp500'],
  ['that of the newest of many jobs', ['sp500', ...Array(12).fill('custom')], 'sp500'],
  ['a custom list, where there is no other', ['custom', 'custom'], 'custom'],
] as const)('without a nightly job it is %s', async (_, sources, universe) => {
  const app = anApi();
  for (const [minute, tickerSource] of sources.entries()) {
    const startTime = new Date(NOON + minute * 60_000).toISOString();
    await app.given(aJob({ id: `batch_job_${10 + minute}`, tickerSource, startTime }));
  }
  app.redis.requests.length = 0;
  const { body } = await app.settle(app.get('fill-cache-freshness'));
  expect(body.universe).toBe(universe);
  expect(app.redis.requests.length).toBeLessThanOrEqual(7);
});

test('of a custom list those count too that were fresh when its job was made', async () => {
  const app = anApi();
  await fill(app, { A: entry(), B: entry() }, ['D']);
  for (const ticker of ['A', 'B']) await app.redis.ask('SET', KEYS.ticker(ticker), '{}');
  for (const tickers of ['A,B', 'A,B,C,D']) {
    await app.settle(app.post('fill-cache-batch-start', { tickers, startImmediately: false }));
    await app.clock.advance(1_000);
    const { body } = await app.settle(app.get('fill-cache-freshness'));
    expect([body.universe, body.total, body.fresh]).toEqual(['custom', tickers.split(',').length, 2]);
  }
});

test('the tag stays while the numbers do, and HEAD has it too', async () => {
  const app = anApi();
  const path = 'fill-cache-freshness?universe=sp500';
  const first = await app.get(path);
  const etag = first.headers.get('etag') ?? '';
  await app.clock.advance(60_000);
  expect((await app.get(path, { 'if-none-match': etag })).status).toBe(304);
  const head = await app.send(`/api/${path}`, { method: 'HEAD' });
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  await fill(app, { AAPL: entry() });
  expect((await app.get(path, { 'if-none-match': etag })).status).toBe(200);
});

test.each(['custom', 'SP500', '', 'x'])('a universe of %j is refused by name', async (universe) => {
  const app = anApi();
  const { status, body } = await app.settle(app.get(`fill-cache-freshness?universe=${universe}`));
  expect([status, body.error]).toEqual([
    400,
    'universe must be sp500 or all; if not given, that of the last nightly job, else of the newest job of either.',
  ]);
});

test.each<[string, Command]>([
  ['whose plan is gone', ['DEL', KEYS.plan('batch_job_12345')]],
  ['whose plan is damaged', ['SET', KEYS.plan('batch_job_12345'), '{']],
  ['that is damaged', ['HSET', KEYS.job('batch_job_12345'), 'totalTickers', 'x']],
])('without a universe, a nightly job %s leaves the question to one before it', async (_, command) => {
  const app = anApi();
  await app.given(aJob({ id: 'batch_job_before', toProcess: 2 }), aPlan(2));
  await app.given(aJob({ toProcess: 7 }), aPlan(7));
  await app.redis.ask('SET', KEYS.nightly('2026-11-23'), 'batch_job_12345');
  await app.redis.ask('SET', KEYS.nightly('2026-11-20'), 'batch_job_before');
  expect((await app.settle(app.get('fill-cache-freshness'))).body).toMatchObject({ total: 7 });
  await app.redis.ask(...command);
  expect(await app.settle(app.get('fill-cache-freshness'))).toMatchObject({
    status: 200,
    body: { total: 2 },
  });
});
