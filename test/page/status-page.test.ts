import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { nightlyDue } from '../../src/core/nightly-schedule.ts';
import { lastSession } from '../../src/core/us-calendar.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { API_TOKEN } from '../support/api-run.ts';
import { aMarker } from '../support/commit-fixtures.ts';
import { aFact, aFailure, aJob, aPlan, aRun } from '../support/job-fixtures.ts';
import { type OpenedPage, openBrowser, openPage, type PageOptions } from '../support/open-browser.ts';
import { aDocument, createScriptedSource, noData, notFound } from '../support/scripted-source.ts';
import { mayNotStart } from '../support/scripted-workflow.ts';
import { servePage } from './served-page.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const JOB = 'batch_job_12345';
const JOB_PAGE = `/?job=${JOB}`;
const POLL_MILLISECONDS = 5_000;

describe('the status page', { tags: ['chromium'] }, () => {
  let browser: Browser;
  let shared: OpenedPage;
  beforeAll(async () => {
    browser = await openBrowser();
    shared = await openPage(browser, { token: API_TOKEN });
    await shared.page.clock.install();
  });
  afterAll(() => browser?.close());

  /** The tab of all tests on a path; its timers a test turns, and at the end it must not have complained. */
  async function show(url: string, path: string): Promise<Page> {
    const { page, visit, complaints } = shared;
    onTestFinished(async () => {
      await page.goto('about:blank');
      expect(complaints.splice(0)).toEqual([]);
    });
    await visit(url, path);
    return page;
  }

  /** A tab of its own. */
  async function showAs(options: PageOptions, url: string, path: string): Promise<OpenedPage> {
    const opened = await openPage(browser, options);
    onTestFinished(async () => {
      await opened.page.context().close();
      expect(opened.complaints).toEqual([]);
    });
    await opened.visit(url, path);
    return opened;
  }

  test('shows a live job: what is done, what failed and why, and each step as it happens', async () => {
    const gate = Promise.withResolvers<void>();
    const opened = async () => {
      await gate.promise;
      return { kind: 'document', document: aDocument('T6') } as const;
    };
    const source = createScriptedSource({ T2: noData, T6: opened, T8: notFound });
    const app = await servePage({ source });
    await app.given(aJob({}, { maxBatches: 0, requestsPerSecond: 0 }));
    const page = await show(app.url, JOB_PAGE);
    await see(page, 'pending');
    await page.getByRole('button', { name: 'Start' }).click();
    await see(page, 'running');
    expect(app.workflow.started).toMatchObject([{ 'job-id': JOB }]);
    const run = app.startWork({ 'job-id': JOB }, '101');
    await vi.waitUntil(async () => (await app.redis.ask('HLEN', KEYS.done(JOB))) === 1);
    await page.clock.runFor(POLL_MILLISECONDS);
    await see(page, 'Processing batch 2 of 3');
    expect(await tiles(page)).toEqual({ Pending: '7', Running: '1', Done: '4', Failed: '1' });
    await page.getByRole('region', { name: 'Failed: no-data' }).getByText('1 ticker').click();
    await see(page, 'No data in this range');
    expect(await page.getByText('They can be retried when the job has ended.').count()).toBe(1);
    gate.resolve();
    await run;
    await page.clock.runFor(POLL_MILLISECONDS);
    await see(page, 'Completed: 10 successful, 2 failed.');
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
  });

  test('retries one group of failures in a new job, and shows it', async () => {
    const app = await servePage({ source: createScriptedSource({ T2: notFound, T4: noData }) });
    await app.given(aJob({}, { maxBatches: 0, requestsPerSecond: 0 }));
    await app.startWork({ 'job-id': JOB }, '101');
    const page = await show(app.url, JOB_PAGE);
    const group = page.getByRole('region', { name: 'Failed: no-data' });
    await group.getByRole('button', { name: 'Retry this one' }).click();
    await see(page, 'It retries what failed in');
    expect(await tiles(page)).toMatchObject({ Pending: '1' });
  });

  test('says how many are retried before it retries all', async () => {
    const app = await servePage({ source: createScriptedSource({ T2: notFound, T4: noData }) });
    await app.given(aJob({}, { maxBatches: 0, requestsPerSecond: 0 }));
    await app.startWork({ 'job-id': JOB }, '101');
    const page = await show(app.url, JOB_PAGE);
    await page.getByRole('button', { name: 'Retry all 2…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Retry 2 tickers?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(app.workflow.started).toEqual([]);
    await page.getByRole('button', { name: 'Retry all 2…' }).click();
    await dialog.getByRole('button', { name: 'Retry 2' }).click();
    await see(page, 'It retries what failed in');
    expect(app.workflow.started).toHaveLength(1);
  });

  test('pauses, resumes and cancels; a cancel is asked for twice', async () => {
    const app = await servePage();
    await app.given(aJob());
    await app.redis.ask('SET', KEYS.lease(JOB, 1), '101');
    const page = await show(app.url, JOB_PAGE);
    await page.getByRole('button', { name: 'Pause' }).click();
    await see(page, 'It goes on when somebody resumes it.');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
    await dialog.getByText('12 tickers will not be fetched').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the job' }).click();
    await see(page, 'Cancelled. 3 batches remaining.');
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  });

  test('says of a stalled job since when, why, and when it goes on', async () => {
    const app = await servePage();
    const startedAt = new Date(Date.now() - 3_600_000).toISOString();
    await app.given(aJob({ startedAt }));
    await app.redis.ask('HSET', KEYS.job(JOB), 'startedAt', startedAt);
    const from = Date.parse(startedAt);
    const refused = aRun({ from, until: from + 60_000, reason: 'refused', notBefore: from + 600_000 });
    await app.redis.ask('HSET', KEYS.runs(JOB), 'run:101', JSON.stringify(refused));
    const page = await show(app.url, JOB_PAGE);
    await see(page, 'No run is at work, and nothing has happened since');
    await see(page, 'The source refused requests, and asked not to be called before');
    await see(page, 'The watchdog starts it again at');
    await page.getByRole('button', { name: 'Continue' }).click();
    await see(page, 'a run was asked for and has not begun yet');
  });

  test('asks for a token, refuses a wrong one, and keeps the right one for the tab', async () => {
    const app = await servePage();
    await app.given();
    const { page } = await showAs({}, app.url, '/');
    await page.getByRole('heading', { name: 'A token is needed' }).waitFor();
    await page.getByLabel('Token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The token is not right' }).waitFor();
    await page.keyboard.type(API_TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The current job: chosen tickers' }).waitFor();
    await page.goto(app.url + JOB_PAGE);
    await see(page, 'Not started yet', 0);
    await see(page, 'no run has been started for it');
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.getByRole('heading', { name: 'A token is needed' }).waitFor();
  });

  test('says what a token that may only read may not do', async () => {
    const app = await servePage();
    await app.given();
    const { page } = await showAs({ token: 'token-that-reads' }, app.url, JOB_PAGE);
    await page.getByRole('button', { name: 'Start' }).click();
    await see(page, 'This token may only read');
  });

  test('says that the API cannot be reached and of when its figures are, and asks less and less often', async () => {
    const app = await servePage();
    await app.given();
    const page = await show(app.url, JOB_PAGE);
    await see(page, 'no run has been started for it');
    await app.close();
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await page.clock.runFor(POLL_MILLISECONDS);
    await see(
      page,
      /The API cannot be reached; it is asked again\. The figures below are those of \d\d:\d\d:\d\d\./,
    );
    for (let second = 0; second < 60; second += 5) await page.clock.runFor(5_000);
    expect(asked).toBeLessThan(6);
  });

  test('takes an unchanged answer without its body, and asks nothing while it is hidden', async () => {
    const app = await servePage();
    await app.given();
    const page = await show(app.url, JOB_PAGE);
    await see(page, 'no run has been started for it');
    const answer = page.waitForResponse(/batch-status/);
    await page.clock.runFor(POLL_MILLISECONDS);
    expect((await answer).status()).toBe(304);
    await page.evaluate(`Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'))`);
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
  });

  test('leads through the batches by keys, and names each', async () => {
    const app = await servePage();
    await app.given();
    const fact = factValue(aFact({ failures: [aFailure('T7')] }));
    await app.redis.ask('HSET', KEYS.done(JOB), 2, fact);
    const page = await show(app.url, JOB_PAGE);
    const picture = page.getByRole('slider', { name: 'Batch' });
    expect(await picture.getAttribute('aria-valuetext')).toBe(
      '3 batches: 2 pending; 0 done; 1 done, with failures',
    );
    await picture.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await picture.getAttribute('aria-valuetext')).toBe(
      'Batch 2 of 3: done, with failures. Tickers T6, T7, T8, T9, T10. Failed: T7 (not-found).',
    );
    await page.keyboard.press('End');
    expect(await picture.getAttribute('aria-valuenow')).toBe('3');
  });

  test('finds a ticker of a job and says why it failed, and shows and saves the prices of another', async () => {
    const app = await servePage({ source: createScriptedSource({ T2: notFound }) });
    await app.given(aJob({}, { maxBatches: 0, requestsPerSecond: 0 }));
    await app.startWork({ 'job-id': JOB }, '101');
    const page = await show(app.url, `/?tickers=&job=${JOB}`);
    await page.getByLabel('Search its tickers').fill('t2');
    await see(page, '1 of 12 tickers match.');
    await see(page, 'No data found, symbol may be delisted (not-found)');
    await page.getByLabel('Search its tickers').fill('t12');
    await page.getByRole('link', { name: 'T12' }).click();
    await see(
      page,
      'It is there: 2 rows from 2026-11-20 to 2026-11-23, last close 102.25 USD. Nothing odd was found',
    );
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain('2026-11-23,102.25,');
    const json = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download JSON' }).click();
    expect(JSON.parse(await readFile(await (await json).path(), 'utf8'))).toMatchObject({
      v: 1,
      symbol: 'T12',
    });
    await page.goto(`${app.url}/?tickers=ZZZZ`);
    await see(page, 'ZZZZ is not cached: fill it first.');
  });

  test('marks what is odd about a document', async () => {
    const app = await servePage();
    const issues = [{ kind: 'jump', date: '2026-11-23', column: 'close', value: 100 } as const];
    const document = aDocument('AAPL', { source: 'simulated', issues });
    await app.redis.ask('SET', KEYS.ticker('AAPL'), JSON.stringify(document));
    const page = await show(app.url, '/?tickers=AAPL');
    await see(page, 'SIMULATED');
    await see(page, '2026-11-23: jump in close, 100');
    await page.getByRole('img', { name: /Closing prices of AAPL/ }).waitFor();
  });

  test('starts a job of tickers that somebody types', async () => {
    const app = await servePage();
    const page = await show(app.url, '/');
    await see(page, 'There is no job yet.');
    await page.getByLabel('Universe').selectOption('custom');
    await page.getByLabel('Tickers, with').fill('AAPL, MSFT');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: /Job batch_job_/ }).waitFor();
    expect(await tiles(page)).toMatchObject({ Pending: '2' });
  });

  test('says how fresh the universe of the last job is', async () => {
    const app = await servePage({ source: createScriptedSource({ T2: notFound }) });
    await app.given(aJob({}, { maxBatches: 0, requestsPerSecond: 0 }));
    await app.startWork({ 'job-id': JOB }, '101');
    const { body } = await readAnswer(app.get('fill-cache-freshness'));
    const page = await show(app.url, '/');
    await see(page, `${body.fresh} of 12 tickers (chosen tickers) hold the session of ${body.session}.`);
    const { fresh, late, missing } = body;
    const counts = { Fresh: `${fresh}`, Late: `${late}`, Failed: '1', Missing: `${missing}` };
    expect(await tiles(page)).toEqual(counts);
  });

  test('says whether the last nightly job was on time, and what is due next, as the API gives it', async () => {
    const app = await servePage();
    const due = nightlyDue(lastSession(Date.now()));
    const id = `batch_job_${(due + 240_000).toString(36)}abcdef`;
    await app.redis.ask('SET', KEYS.nightly(lastSession(Date.now()).date), id);
    const page = await show(app.url, '/');
    const next = page.getByRole('region', { name: 'What is next' });
    await next
      .getByText(/The nightly job of the session of .* was due .* and began 4 min later: on time\./)
      .waitFor();
    await next.getByText(/Next by your clock: the watchdog .*:53, the nightly job /).waitFor();
    expect(await next.getByRole('link', { name: 'began' }).getAttribute('href')).toBe(`/?job=${id}`);
  });

  test.each([
    ['overdue', 'has not come. It was due'],
    ['expected', 'was due'],
    ['unexpected', 'No nightly job came in the last week.'],
  ])('says of a nightly job that is %s: %s', async (state, text) => {
    const app = await servePage();
    const { body } = await readAnswer(app.get('fill-cache-freshness'));
    const nightly = { ...body.nightly, state, jobId: null, begun: null };
    await shared.page.route('**/api/fill-cache-freshness', (route) =>
      route.fulfill({ json: { ...body, nightly } }),
    );
    const page = await show(app.url, '/');
    await page.getByRole('region', { name: 'What is next' }).getByText(text).first().waitFor();
    await page.unroute('**/api/fill-cache-freshness');
  });

  test('names what is missing, late, failed and odd, by kind, only when somebody asks', async () => {
    const app = await servePage();
    await givenOddCache(app);
    const page = await show(app.url, '/');
    let checks = 0;
    page.on('request', (request) => {
      checks += request.url().includes('fill-cache-check') ? 1 : 0;
    });
    await see(page, 'Is it fine?');
    await page.clock.runFor(120_000);
    expect(checks).toBe(0);
    await page.getByRole('button', { name: 'Check which tickers, and why' }).click();
    await see(page, '6 findings in 6 tickers.');
    await page.clock.runFor(120_000);
    expect(checks).toBe(1);
    expect(await page.locator('details summary').allTextContents()).toEqual([
      '2 without a document of fill-cache missing',
      `1 without the session of ${lastSession(Date.now()).date} late`,
      '1 failed: The source does not know the symbol not-found',
      '1 with issues: a session is missing missing-session',
      '1 with issues: the price jumps about a hundredfold jump',
    ]);
    await page.getByText('with issues: a session is missing').click();
    await page.getByRole('listitem').filter({ hasText: 'T5' }).getByText('3 times').waitFor();
  });

  test('says of a stored ticker that it is late, and since when it failed', async () => {
    const app = await servePage();
    await givenOddCache(app);
    for (const ticker of ['T1', 'T2', 'T5'])
      await app.redis.ask('SET', KEYS.ticker(ticker), JSON.stringify(aDocument(ticker)));
    const page = await show(app.url, '/?tickers=T1');
    await see(page, /late without the session of .*: ends on 2026-11-20/);
    await page.goto(`${app.url}/?tickers=T2`);
    await see(page, 'failed: The source does not know the symbol: No data found, symbol may be delisted');
    await page.goto(`${app.url}/?tickers=T5`);
    await see(page, 'fresh It holds the session of');
  });

  test('can be used with a keyboard alone: the focus stays where it was after each action', async () => {
    const app = await servePage();
    await app.given(aJob());
    await app.redis.ask('SET', KEYS.lease(JOB, 1), '101');
    const page = await show(app.url, JOB_PAGE);
    const focused = (name: string) =>
      page.getByRole('button', { name, exact: true }).and(page.locator(':focus'));
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    for (let tabs = 0; tabs < 6; tabs++) await page.keyboard.press('Tab');
    await focused('Pause').waitFor();
    await page.keyboard.press('Enter');
    await focused('Resume').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await focused('Keep it as it is').waitFor();
    await page.keyboard.press('Escape');
    await focused('Cancel…').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await focused('Pause').waitFor();
  });

  test('shows the instants of the API by the clock of the reader', async () => {
    const app = await servePage();
    await app.given(aJob());
    await app.post('fill-cache-batch-pause', { jobId: JOB });
    const page = await show(app.url, JOB_PAGE);
    await see(page, /Paused since \w{3},? \d+ \w{3}, \d\d:\d\d\. 3 batches remaining/);
    expect(await page.title()).toBe(`Job ${JOB} · fill-cache`);
  });

  test('says nothing of freshness where the API does not know it', async () => {
    const app = await servePage();
    await shared.page.route('**/api/fill-cache-freshness', (route) =>
      route.fulfill({ status: 404, json: {} }),
    );
    const page = await show(app.url, '/');
    await see(page, 'What is next');
    expect(await page.getByText('Is it fine?').count()).toBe(0);
    await page.unroute('**/api/fill-cache-freshness');
  });

  test('says what keeps jobs from running, and nothing where all is well', async () => {
    const app = await servePage();
    await app.given();
    const well = await show(app.url, '/');
    await see(well, 'What is next');
    expect(await well.getByRole('alert').count()).toBe(0);
    const ill = await servePage();
    ill.workflow.before = () => Promise.reject(mayNotStart);
    const page = await show(ill.url, '/');
    await page.getByRole('alert').getByText(mayNotStart.message).waitFor();
  });

  test.each([
    { width: 390, colorScheme: 'light' },
    { width: 1_280, colorScheme: 'dark' },
  ] as const)('is fit for all at $width px, $colorScheme', async (options) => {
    const app = await servePage();
    await app.given();
    await app.redis.ask('HSET', KEYS.done(JOB), 2, factValue(aFact({ failures: [aFailure('T7')] })));
    await app.redis.ask('SET', KEYS.ticker('AAPL'), JSON.stringify(aDocument('AAPL')));
    const { page } = await showAs({ token: API_TOKEN, ...options }, app.url, '/');
    const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
    for (const path of ['/', JOB_PAGE, `/?tickers=AAPL&job=${JOB}`]) {
      await page.goto(app.url + path);
      await page.getByText('batch_job_12345').or(page.getByText('All about this job')).first().waitFor();
      await page.evaluate(axe);
      const found: unknown = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect([path, found]).toEqual([path, []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(options.width);
    }
  });

  test('draws 10,000 batches, and what changes of them', async () => {
    const app = await servePage();
    await app.given(aJob({ toProcess: 20_000 }, { batchSize: 2 }), aPlan(20_000));
    const page = await show(app.url, JOB_PAGE);
    await see(page, '10,000 pending');
    await app.redis.ask('HSET', KEYS.done(JOB), 9_999, factValue(aFact()));
    await page.clock.runFor(POLL_MILLISECONDS);
    await see(page, '9,999 pending');
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toContain('1 done;');
  });
});

/** Six tickers of a custom list: late, failed, missing twice, and two with issues. */
async function givenOddCache(app: Awaited<ReturnType<typeof servePage>>): Promise<void> {
  await app.given(aJob({ toProcess: 6 }));
  const { date, openSeconds } = lastSession(Date.now());
  const whole = {
    rows: 1_257,
    first: '2021-11-24',
    last: date,
    exchange: 'NMS',
    lastTrade: openSeconds,
    issues: {},
  };
  const held = {
    T1: { ...whole, last: '2026-11-20' },
    T4: { ...whole, issues: { jump: 1 } },
    T5: { ...whole, issues: { 'missing-session': 3 } },
  };
  for (const [ticker, history] of Object.entries(held)) {
    const entry = {
      fetchedAt: Date.now(),
      range: '5y',
      source: 'yahoo',
      compress: 'none',
      held: history,
    } as const;
    await app.redis.ask('HSET', KEYS.tickerIndex, ticker, indexValue(entry));
  }
  await app.redis.ask('SET', KEYS.marker('T2'), JSON.stringify(aMarker()));
}

async function see(page: Page, text: string | RegExp, times = 1): Promise<void> {
  if (times === 0) expect(await page.getByText(text).count()).toBe(0);
  else await page.getByText(text).first().waitFor();
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at answers as callers do, key by key.
async function readAnswer(answer: Promise<Response>): Promise<{ body: any }> {
  return { body: await (await answer).json() };
}

/** The figures of the first tiles that are shown, by their names. */
async function tiles(page: Page): Promise<Record<string, string>> {
  const list = page.locator('.tiles').first();
  const names = await list.locator('dt').allTextContents();
  const figures = await list.locator('dt + dd').allTextContents();
  return Object.fromEntries(names.map((name, index) => [name, figures[index] ?? '']));
}
