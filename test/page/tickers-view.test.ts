import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { aJob } from '../support/job-fixtures.ts';
import { aDocument, createScriptedSource, notFound } from '../support/scripted-source.ts';
import { browserTabs, JOB, see } from './browser-tabs.ts';
import { givenOddCache } from './odd-cache.ts';
import { servePage } from './served-page.ts';

describe('the page of tickers', { tags: ['chromium'] }, () => {
  const { show } = browserTabs();

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
    const csv = await readFile(await (await saved).path(), 'utf8');
    expect(csv).toMatch(/^date,open,.+,capitalGain\r\n/);
    expect(csv).toContain('2026-11-23,102.25,');
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
    await see(page, 'It was not written by fill-cache');
    await see(page, '2026-11-23: jump in close, 100');
    await page.getByRole('img', { name: /Closing prices of AAPL/ }).waitFor();
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
});
