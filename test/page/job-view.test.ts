import { describe, expect, test, vi } from 'vitest';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { aFact, aFailure, aJob, aPlan, aRun } from '../support/job-fixtures.ts';
import { aDocument, createScriptedSource, noData, notFound } from '../support/scripted-source.ts';
import { browserTabs, JOB, JOB_PAGE, POLL_MILLISECONDS, see, tiles } from './browser-tabs.ts';
import { servePage } from './served-page.ts';

describe('the page of a job', { tags: ['chromium'] }, () => {
  const { show } = browserTabs();

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

  test('counts the late tickers of a job, and of the newest jobs', async () => {
    const app = await servePage();
    await app.given();
    await app.redis.ask('HSET', KEYS.done(JOB), 1, factValue(aFact({ late: 2 })));
    const page = await show(app.url, JOB_PAGE);
    await see(page, 'Late');
    expect(await tiles(page)).toEqual({ Pending: '7', Running: '0', Done: '5', Failed: '0', Late: '2' });
    await page.goto(`${app.url}/`);
    await page.getByRole('columnheader', { name: 'Late' }).waitFor();
    expect(await page.getByRole('row').last().getByRole('cell').last().innerText()).toBe('2');
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

  test('shows the instants of the API by the clock of the reader', async () => {
    const app = await servePage();
    await app.given(aJob());
    await app.post('fill-cache-batch-pause', { jobId: JOB });
    const page = await show(app.url, JOB_PAGE);
    await see(page, /Paused since \w{3},? \d+ \w{3}, \d\d:\d\d\. 3 batches remaining/);
    expect(await page.title()).toBe(`Job ${JOB} · fill-cache`);
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

  test('shows the runs with links to them, what became of each, and the pace as a plot', async () => {
    const runsUrl = 'https://github.com/someone/fill-cache/actions/runs/';
    const app = await servePage({ notices: { ...NO_NOTICES, runsUrl } });
    await app.given();
    const from = Date.now() - 600_000;
    await app.redis.ask('HSET', KEYS.job(JOB), 'startedAt', new Date(from).toISOString());
    const ended = aRun({ from, until: from + 240_000, reason: 'time-budget', batches: 1 });
    const atWork = aRun({ hop: 2, from: from + 300_000 });
    await app.redis.ask('HSET', KEYS.runs(JOB), 'run:101', JSON.stringify(ended));
    await app.redis.ask('HSET', KEYS.runs(JOB), 'run:102', JSON.stringify(atWork));
    await app.redis.ask('HSET', KEYS.done(JOB), 1, factValue(aFact({ at: from + 200_000 })));
    await app.redis.ask('SET', KEYS.lease(JOB, 1), '102');
    const page = await show(app.url, JOB_PAGE);
    await see(page, 'Lane 1: run 102 (hop 2) at work since');
    const runs = page.getByRole('region', { name: 'Who is at work' }).locator('ol li');
    expect(await runs.allInnerTexts()).toEqual([
      expect.stringContaining('no end is recorded yet'),
      expect.stringContaining('1 batch in 4 min; it ended because its time was up'),
    ]);
    expect(await runs.getByRole('link').first().getAttribute('href')).toBe(`${runsUrl}102`);
    await page.getByRole('img', { name: /^Batches a minute over time/ }).waitFor();
  });
});
