import { expect, test } from 'vitest';
import { BADGE_WORDS, type BadgeWord, badgeSvg } from '../../src/http/badge-svg.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { anApi } from '../support/api-run.ts';
import { aJob, anEnd, aPlan, NOON } from '../support/job-fixtures.ts';

const A_DAY = 86_400_000;
const labelOf = async (response: Response) => /aria-label="([^"]+)"/.exec(await response.text())?.[1];

/** A job of the S&P 500 that has ended. */
async function endedJob(
  app: ReturnType<typeof anApi>,
  job = aJob({ tickerSource: 'sp500' }),
  status: 'completed' | 'failed' = 'completed',
) {
  await app.given(job, aPlan(job.toProcess));
  await writeEnd(app.redis, job, anEnd(status, { successful: 11, failed: 1 }));
}

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
  expect(await labelOf(response)).toBe('fill-cache: empty');
});

test.each<[string, Parameters<typeof endedJob>[1], 'completed' | 'failed', number, BadgeWord]>([
  ['of today', aJob({ tickerSource: 'sp500' }), 'completed', 0, 'fresh'],
  ['of the day before', aJob({ tickerSource: 'sp500' }), 'completed', A_DAY, 'stale'],
  ['that has failed', aJob({ tickerSource: 'sp500' }), 'failed', 0, 'failed'],
])('the universe of a job %s is …', async (_, job, status, later, word) => {
  const app = anApi();
  await endedJob(app, job, status);
  await app.clock.advance(later);
  expect(await labelOf(await app.get('badge.svg'))).toBe(`fill-cache: 11/12 ${word}`);
});

test('a list of somebody, a retry and a job at work do not stand for the universe', async () => {
  const app = anApi();
  await endedJob(app);
  const later = new Date(NOON + 1_000).toISOString();
  await endedJob(app, aJob({ id: 'batch_job_2', startTime: later, toProcess: 3 }));
  await endedJob(
    app,
    aJob({ id: 'batch_job_3', startTime: later, toProcess: 4, retryOf: 'batch_job_12345' }),
  );
  await app.given(aJob({ id: 'batch_job_4', startTime: later, tickerSource: 'sp500', toProcess: 5 }));
  expect(await labelOf(await app.get('badge.svg'))).toBe('fill-cache: 11/12 fresh');
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
  expect(await labelOf(await app.get('badge.svg'))).toBe('fill-cache: empty');
});
