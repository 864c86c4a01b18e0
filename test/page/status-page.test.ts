import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { API_TOKEN } from '../support/api-run.ts';
import { aFact, aFailure, aJob, aRun } from '../support/job-fixtures.ts';
import { aDocument } from '../support/scripted-source.ts';
import { browserTabs, JOB, JOB_PAGE, POLL_MILLISECONDS, see } from './browser-tabs.ts';
import { servePage } from './served-page.ts';

describe('the status page', { tags: ['chromium'] }, () => {
  const { show, showAs } = browserTabs();

  test('says of each lane whether it is at work, and what it has done', async () => {
    const app = await servePage();
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    await app.given(aJob({ startedAt }, { maxBatches: 0, lanes: 3 }));
    const record = aRun({ lane: 2, from: Date.parse(startedAt) });
    await app.redis.ask('HSET', KEYS.runs(JOB), '2:1', '102', 'run:102', JSON.stringify(record));
    await app.redis.ask('SET', KEYS.lease(JOB, 2), '102');
    await app.redis.ask('SET', KEYS.lease(JOB, 3), 'asked');
    await app.redis.ask('HSET', KEYS.done(JOB), 2, factValue(aFact({ lane: 2 })));
    const page = await show(app.url, JOB_PAGE);
    await see(page, /Lane 1:\s+no run is at work; 0 batches so far/);
    await see(page, /Lane 2:\s+run 102 \(hop 1\) at work since .*; 1 batch so far/);
    await see(page, /Lane 3:\s+a run was asked for and has not begun yet/);
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
      const check = page.getByRole('button', { name: 'Check which tickers, and why' });
      if (path === '/') {
        await check.click();
        await see(page, /\d+ findings in 12 tickers/);
      }
      for (const folded of await page.locator('details:not([open]) summary').all()) await folded.click();
      await page.evaluate(axe);
      const found: unknown = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect([path, found]).toEqual([path, []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(options.width);
    }
  });
});
