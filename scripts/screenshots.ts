// Makes docs/images anew: the status page with a job of the S&P 500, in light, dark and on a phone. Everything in them
// is made up. Look at each before it is committed.
//
// Usage: node scripts/screenshots.ts
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPage } from '../src/http/page-files.ts';
import { NO_NOTICES } from '../src/notices/notice-settings.ts';
import { factValue } from '../src/store/facts-record.ts';
import { KEYS } from '../src/store/keys.ts';
import { indexValue } from '../src/store/ticker-index.ts';
import { symbols } from '../src/tickers/snapshots/sp500.ts';
import { API_TOKEN, anApi } from '../test/support/api-run.ts';
import { createFakeClock } from '../test/support/fake-clock.ts';
import { aFact, aFailure, aJob, aPlan, aRun } from '../test/support/job-fixtures.ts';
import { openBrowser, openPage, type PageOptions } from '../test/support/open-browser.ts';
import { aDocument } from '../test/support/scripted-source.ts';

/** Three minutes after the nightly fill began; a Tuesday, half past five in New York. */
const NOW = Date.parse('2026-11-24T22:26:40.000Z');
const STARTED = NOW - 200_000;
const DONE = 74;
const FRESHNESS = {
  ...{ success: true, session: '2026-11-24', universe: 'sp500', asOf: new Date(NOW).toISOString() },
  ...{ total: 503, fresh: 367, late: 0, failed: 3, missing: 133, oldest: '2026-11-23' },
  nightly: {
    session: '2026-11-24',
    due: '2026-11-24T22:23:00.000Z',
    state: 'came',
    jobId: 'batch_job_12345',
    begun: new Date(STARTED).toISOString(),
    next: '2026-11-25T22:23:00.000Z',
    nextLook: '2026-11-24T23:53:00.000Z',
  },
};

const SHOTS: readonly { name: string; path: string; options: PageOptions }[] = [
  { name: 'status-light', path: '/?job=batch_job_12345', options: { height: 1_000 } },
  {
    name: 'status-dark',
    path: '/?tickers=NVDA&job=batch_job_12345',
    options: { height: 820, colorScheme: 'dark' },
  },
  { name: 'status-phone', path: '/', options: { width: 390, height: 844 } },
];

const ORIGIN = 'https://fill-cache.example';
const root = fileURLToPath(new URL('..', import.meta.url));
const app = anApi({
  clock: createFakeClock(NOW),
  notices: { ...NO_NOTICES, runsUrl: 'https://github.com/someone/fill-cache/actions/runs/' },
});
const answer = withPage(app.api, root);
const tickers = symbols.trim().split(/\s+/);
const failures = new Map([
  [31, aFailure(tickers[152] ?? '')],
  [52, aFailure(tickers[258] ?? '', { code: 'no-data', error: 'No data in this range' })],
  [66, aFailure(tickers[327] ?? '')],
]);
await fillRedis();

const browser = await openBrowser();
await mkdir(join(root, 'docs/images'), { recursive: true });
for (const { name, path, options } of SHOTS) {
  const { page, visit, complaints } = await openPage(browser, { token: API_TOKEN, ...options });
  await page.clock.setFixedTime(NOW);
  await page.route('**/*', async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    const response =
      pathname === '/api/fill-cache-freshness'
        ? Response.json(FRESHNESS)
        : await answer(new Request(request.url(), { headers: request.headers() }));
    const headers = Object.fromEntries(response.headers);
    await route.fulfill({ status: response.status, headers, body: await response.text() });
  });
  await visit(ORIGIN, path);
  await page.locator('.tiles, .plot canvas').first().waitFor();
  await page
    .getByText(/^(Loading|Checking)…$/)
    .first()
    .waitFor({ state: 'detached' });
  await page.screenshot({ path: join(root, `docs/images/${name}.png`) });
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}
await browser.close();

async function fillRedis(): Promise<void> {
  const startedAt = new Date(STARTED).toISOString();
  const given = { tickerSource: 'sp500', startTime: startedAt, toProcess: tickers.length } as const;
  const jobId = await app.given(aJob(given, { maxBatches: 0 }), aPlan(tickers.length, { tickers }));
  await app.redis.ask('HSET', KEYS.job(jobId), 'startedAt', startedAt);
  for (let batch = 1; batch <= DONE; batch++) {
    const failure = failures.get(batch);
    const at = Math.round(STARTED + 12_000 + batch * 2_450 + 6_000 * Math.sin(batch / 6));
    const fact = aFact({ at, failures: failure ? [failure] : [] });
    await app.redis.ask('HSET', KEYS.done(jobId), batch, factValue(fact));
  }
  const run = aRun({ from: STARTED + 9_000, batches: DONE });
  await app.redis.ask('HSET', KEYS.runs(jobId), 'run:19604713345', JSON.stringify(run));
  await app.redis.ask('SET', KEYS.lease(jobId, 1), '19604713345');
  const document = inventedDocument();
  const held = {
    ...{ rows: document.dates.length, first: document.dates[0] ?? '', last: document.dates.at(-1) ?? '' },
    ...{ exchange: document.exchange, lastTrade: null, issues: { 'missing-session': 1 } },
  };
  const entry = { fetchedAt: NOW - 90_000, range: '5y', source: 'yahoo', compress: 'none', held } as const;
  await app.redis.ask('SET', KEYS.ticker('NVDA'), JSON.stringify(document));
  await app.redis.ask('HSET', KEYS.tickerIndex, 'NVDA', indexValue(entry));
}

/** Five years that look like prices. */
function inventedDocument() {
  const dates: string[] = [];
  const close: number[] = [];
  let price = 40;
  for (let day = NOW - 5 * 365 * 86_400_000; day <= NOW; day += 86_400_000) {
    if (new Date(day).getUTCDay() % 6 === 0) continue;
    const step = Math.sin(dates.length * 12.9898) * 43_758.5453;
    price *= 1.0007 + 0.028 * (step - Math.floor(step) - 0.49);
    dates.push(new Date(day).toISOString().slice(0, 10));
    close.push(Math.round(price * 100) / 100);
  }
  const on = (part: number) => dates[Math.floor(dates.length * part)] ?? '';
  const columns = { open: close, high: close, low: close, close, adjClose: close, volume: close };
  return aDocument('NVDA', {
    ...{ dates, ...columns, source: 'simulated', fetchedAt: new Date(NOW - 90_000).toISOString() },
    dividends: [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => ({ date: on(part), amount: 0.04 })),
    splits: [{ date: on(0.62), numerator: 10, denominator: 1 }],
    issues: [{ kind: 'missing-session', date: on(0.8) }],
  });
}
