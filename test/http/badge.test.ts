import { expect, test } from 'vitest';
import type { FreshnessReport } from '../../src/core/freshness-report.ts';
import { badgeFigures } from '../../src/http/badge-figures.ts';
import { BADGE_WORDS, type BadgeWord, badgeSvg } from '../../src/http/badge-svg.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { anApi } from '../support/api-run.ts';
import { NOON } from '../support/job-fixtures.ts';

const labelOf = async (response: Response) => /aria-label="([^"]+)"/.exec(await response.text())?.[1];

test.each(BADGE_WORDS)('the badge of %s is a small picture with a name', async (word) => {
  const svg = badgeSvg({ fresh: 498, total: 503, word });
  expect(svg).toContain(`aria-label="fill-cache: 498/503 ${word}"`);
  expect(svg).not.toMatch(/style=|<style|<script|href|NaN/);
  expect(svg.length).toBeLessThan(1_000);
});

test('without tickers the badge is the word alone', () => {
  expect(badgeSvg({ fresh: 0, total: 0, word: 'empty' })).toContain('aria-label="fill-cache: empty"');
});

test('anybody may see the badge, and other pages may show it', async () => {
  const { api } = anApi();
  const response = await api(new Request('http://localhost:3210/api/badge.svg'));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/svg+xml; charset=utf-8',
    'cache-control': 'public, max-age=300, s-maxage=300',
    'cross-origin-resource-policy': 'cross-origin',
  });
  expect(await labelOf(response)).toBe('fill-cache: 0/503 empty');
});

const report = {
  session: '2026-11-24',
  total: 503,
  fresh: 498,
  late: 0,
  failed: 5,
  missing: 0,
  oldest: null,
};

test.each<[Partial<FreshnessReport>, BadgeWord]>([
  [{}, 'fresh'],
  [{ fresh: 495, late: 3 }, 'late'],
  [{ fresh: 495, missing: 3 }, 'late'],
  [{ fresh: 3, late: 495 }, 'stale'],
  [{ fresh: 0, failed: 0, missing: 503 }, 'empty'],
  [{ total: 0, fresh: 0, failed: 0 }, 'empty'],
])('a universe of which %j are so is %s', (given, word) => {
  const counts = { ...report, ...given };
  expect(badgeFigures(counts)).toEqual({ fresh: counts.fresh, total: counts.total, word });
});

test('the badge has the numbers of the freshness', async () => {
  const app = anApi();
  const held = {
    rows: 9,
    first: '2021-11-24',
    last: '2026-11-23',
    exchange: 'NMS',
    lastTrade: null,
    issues: {},
  };
  const entry = indexValue({ fetchedAt: NOON, range: '5y', source: 'yahoo', compress: 'none', held });
  await app.redis.ask('HSET', KEYS.tickerIndex, 'AAPL', entry);
  expect(await labelOf(await app.get('badge.svg'))).toBe('fill-cache: 1/503 stale');
});

test('whoever asks, Redis is asked once in five minutes, also if it does not answer', async () => {
  const app = anApi();
  const refuse = async () => Promise.reject(new Error('no answer'));
  app.redis.before = refuse;
  const labels = [];
  for (let asked = 0; asked < 3; asked++) labels.push(await labelOf(await app.get('badge.svg')));
  expect([...new Set(labels), app.redis.requests.length]).toEqual(['fill-cache: unknown', 1]);
  app.redis.before = async () => {};
  await app.clock.advance(300_000);
  expect(await labelOf(await app.get('badge.svg'))).toBe('fill-cache: 0/503 empty');
});
