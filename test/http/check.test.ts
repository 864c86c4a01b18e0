import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { anApi } from '../support/api-run.ts';
import { aMarker } from '../support/commit-fixtures.ts';
import { aJob, aPlan } from '../support/job-fixtures.ts';

test('the check of some tickers names what is wrong with each, and what was no symbol', async () => {
  const { settle, get, redis } = anApi();
  await redis.ask('SET', KEYS.marker('ZZZZ'), JSON.stringify(aMarker()));
  const { status, body } = await settle(
    get(`fill-cache-check?tickers=${encodeURIComponent('zzzz, brk.b, A$B')}`),
  );
  expect([status, body]).toEqual([
    200,
    {
      success: true,
      universe: 'given',
      session: '2026-11-23',
      total: 2,
      deep: false,
      wrong: 2,
      counts: { missing: 1, late: 0, failed: 1, short: 0, issues: 0, unreadable: 0, gone: 0, unlisted: 0 },
      missing: ['BRK-B'],
      late: [],
      failed: [
        {
          ticker: 'ZZZZ',
          code: 'not-found',
          error: 'No data found, symbol may be delisted',
          since: '2026-11-24T17:00:00.000Z',
        },
      ],
      short: [],
      issues: {},
      unreadable: [],
      gone: { count: 0, tickers: [] },
      unlisted: [],
      unknown: 0,
      skipped: { count: 1, first: ['A$B'] },
      asOf: '2026-11-24T17:00:00.000Z',
    },
  ]);
});

test('without a universe the tickers are those of the last nightly job, for six commands at most', async () => {
  const app = anApi();
  await app.given(aJob({ toProcess: 7_000 }), aPlan(7_000));
  app.redis.requests.length = 0;
  const { body } = await app.settle(app.get('fill-cache-check'));
  expect(body).toMatchObject({ universe: 'custom', total: 7_000, counts: { missing: 7_000 } });
  expect(app.redis.requests.flat().length).toBeLessThanOrEqual(6);
});

test.each([
  ['universe=nasdaq', 'universe'],
  ['universe=sp500&tickers=AAPL', 'tickers'],
  ['tickers=', 'tickers'],
  ['tickers=../x', 'tickers'],
])('%s is refused', async (query, path) => {
  const { settle, get, redis } = anApi();
  const { status, body } = await settle(get(`fill-cache-check?${query}`));
  expect([status, body.issues[0].path]).toEqual([400, path]);
  expect(redis.requests).toEqual([]);
});

test('the tag stays while the findings do', async () => {
  const { get, clock } = anApi();
  const etag = (await get('fill-cache-check?tickers=AAPL')).headers.get('etag') ?? '';
  await clock.advance(60_000);
  expect((await get('fill-cache-check?tickers=AAPL', { 'if-none-match': etag })).status).toBe(304);
});
