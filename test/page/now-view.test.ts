import { describe, expect, test } from 'vitest';
import { nightlyDue } from '../../src/core/nightly-schedule.ts';
import { lastSession } from '../../src/core/us-calendar.ts';
import { KEYS } from '../../src/store/keys.ts';
import { aJob } from '../support/job-fixtures.ts';
import { createScriptedSource, notFound } from '../support/scripted-source.ts';
import { mayNotStart } from '../support/scripted-workflow.ts';
import { browserTabs, JOB, readAnswer, see, tiles } from './browser-tabs.ts';
import { givenOddCache } from './odd-cache.ts';
import { servePage } from './served-page.ts';

describe('the page of now', { tags: ['chromium'] }, () => {
  const { sharedTab, show } = browserTabs();

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

  test('says nothing of freshness where the API does not know it', async () => {
    const app = await servePage();
    await sharedTab().route('**/api/fill-cache-freshness', (route) =>
      route.fulfill({ status: 404, json: {} }),
    );
    const page = await show(app.url, '/');
    await see(page, 'What is next');
    expect(await page.getByText('Is it fine?').count()).toBe(0);
    await page.unroute('**/api/fill-cache-freshness');
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
    await sharedTab().route('**/api/fill-cache-freshness', (route) =>
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
    const check = page.getByRole('button', { name: 'Check which tickers, and why' });
    // The figures are there: a request that is under way would end by the clock.
    await check.waitFor();
    await page.clock.runFor(120_000);
    expect(checks).toBe(0);
    await check.click();
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

  test('says what of a list is no symbol before it shows the job', async () => {
    const app = await servePage();
    const page = await show(app.url, '/');
    await page.getByLabel('Universe').selectOption('custom');
    await page.getByLabel('Tickers, with').fill('AAPL, =1+1, <5%');
    await page.getByRole('button', { name: 'Start' }).click();
    await see(page, '2 entries are no symbols and were left out: "=1+1", "<5%".');
    await page.getByRole('link', { name: 'Show the job' }).click();
    await page.waitForURL(/\?job=batch_job_/);
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
});
