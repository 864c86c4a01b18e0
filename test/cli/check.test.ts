import { expect, test } from 'vitest';
import type { CachePort } from '../../src/cli/ports.ts';
import { type CheckReport, counted } from '../../src/core/check-report.ts';
import { openCache } from '../../src/jobs/open-cache.ts';
import { KEYS } from '../../src/store/keys.ts';
import { aMarker } from '../support/commit-fixtures.ts';
import { aClient, runAt } from './client-run.ts';

const report = (given: Partial<CheckReport> = {}) =>
  counted({
    universe: 'sp500',
    session: '2026-11-23',
    total: 503,
    deep: true,
    missing: [],
    late: [],
    failed: [],
    short: [],
    issues: {},
    unreadable: [],
    gone: { count: 0, tickers: [] },
    unlisted: [],
    unknown: 0,
    ...given,
  });

const UNLISTED = [{ ticker: 'OLDCO', fetchedAt: '2026-01-01T00:00:00.000Z' }];

/** A Redis with this report, and what was deleted there. */
function aCache(found: CheckReport) {
  const pruned: string[] = [];
  const cache: CachePort = {
    check: async ({ onRead }) => {
      onRead(1, 503);
      return found;
    },
    prune: async (tickers) => void pruned.push(...tickers),
    read: () => Promise.reject(new Error('no document is read')),
  };
  return { pruned, openCache: async () => cache };
}

test('check prints a row for each kind of finding, and ends with 1', async () => {
  const { job, redis } = await aClient();
  await redis.ask('SET', KEYS.marker('ZZZZ'), JSON.stringify(aMarker()));
  const { code, output } = await job('check --tickers AAPL,MSFT,zzzz,A,B,C,D');
  expect([code, output.split('\n')]).toEqual([
    1,
    [
      'given: 7 tickers, session 2026-11-23, from the index.',
      '  missing  6  AAPL, MSFT, A, B, C, … and 1 more: --json names all',
      '  failed   1  ZZZZ (not-found)',
      '',
    ],
  ]);
});

test('check --json is the reply on one line, and what is ignored does not fail it', async () => {
  const { job } = await aClient();
  const { code, output } = await job('check --tickers AAPL --json --ignore missing,short');
  expect([code, JSON.parse(output).missing]).toEqual([0, ['AAPL']]);
});

test('a deep check reads Redis itself, and says that nothing is wrong', async () => {
  const { code, output } = await runAt('', 'check --deep', aCache(report()));
  expect([code, output]).toEqual([
    0,
    'sp500: 503 tickers, session 2026-11-23, documents read.\nNothing is wrong.\n',
  ]);
});

test('a deep check names the tickers with each kind of issue, how many and until when', async () => {
  const issues = { jump: [{ ticker: 'LSC.L', count: 2, last: '2026-11-20' }] };
  const { code, output } = await runAt('', 'check --deep', aCache(report({ issues, unknown: 3 })));
  expect(code).toBe(1);
  expect(output).toContain('  jump  1  LSC.L (2, to 2026-11-20)\nOf 3 an earlier version');
});

test.each([
  ['yes', 0, ['OLDCO'], '1 ticker deleted.'],
  ['no', 1, [], '0 tickers deleted.'],
])('prune asks, and with %s it ends with %d', async (answer, code, deleted, said) => {
  const { pruned, openCache } = aCache(report({ unlisted: UNLISTED }));
  const questions: string[] = [];
  const confirm = async (question: string) => {
    questions.push(question);
    return answer === 'yes';
  };
  const run = await runAt('', 'check --prune', { openCache, confirm });
  expect([run.code, pruned, questions]).toEqual([
    code,
    deleted,
    ['Delete 1 ticker and what Redis knows of them?'],
  ]);
  expect(run.output).toContain(said);
});

test('prune --yes asks nobody, and prune alone is refused where nobody can answer', async () => {
  const cache = aCache(report({ unlisted: UNLISTED }));
  const refused = await runAt('', 'check --prune', cache);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    '--prune asks before it deletes, and nobody can answer here: add --yes.\n',
  ]);
  const { code, output } = await runAt('', 'check --prune --yes --json', cache);
  expect([code, JSON.parse(output)]).toMatchObject([0, { pruned: ['OLDCO'], unlisted: [], wrong: 0 }]);
  expect(cache.pruned).toEqual(['OLDCO']);
});

test.each([
  ['--universe sp500 --tickers AAPL', '--universe and --tickers'],
  ['--tickers AAPL --prune --yes', '--prune looks at all'],
  ['--yes', '--yes answers the question of --prune'],
  ['--ignore late,boom', '--ignore is "boom": it must be among missing, late'],
  ['--universe custom', '--universe is "custom": it must be sp500 or all'],
  ['--deep --tickers ../x', '--tickers holds "../x"'],
])('check %s is refused', async (words, sentence) => {
  const { code, stderr } = await runAt('', `check ${words}`, aCache(report()));
  expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});

test('without the variables of Redis a deep check says which, in one sentence', async () => {
  const clock = { now: Date.now, sleep: async () => undefined };
  const { code, stderr } = await runAt('', 'check --deep', {
    openCache: async () => openCache({}, { clock, fetch }),
  });
  expect([code, stderr]).toEqual([
    2,
    '--deep and --prune read Redis itself: set UPSTASH_REDIS_REST_URL (an https or http address) and UPSTASH_REDIS_REST_TOKEN.\n',
  ]);
});

test('freshness says how many tickers hold the session, and ends with 1 if any does not', async () => {
  const { job } = await aClient();
  const { code, output } = await job('freshness --universe sp500');
  expect([code, output]).toEqual([
    1,
    'sp500: 0 of 503 tickers hold the session of 2026-11-23.\n0 late, 0 failed, 503 missing.\n',
  ]);
});

test.each(['check', 'check --deep'])('%s says what of --tickers is no symbol', async (command) => {
  const { job } = await aClient();
  const { openCache } = aCache(report());
  const { output, stderr } = await job(`${command} --tickers A,=1+1,A`, { openCache });
  expect(stderr).toContain('--tickers: 1 repeated; 1 entry is no symbol and was left out: "=1+1".');
  expect(output).toContain('session 2026-11-23');
});
