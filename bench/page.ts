import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { systemClock } from '../src/fetching/system-clock.ts';
import { withPage } from '../src/http/page-files.ts';
import { serveApi } from '../src/http/serve-api.ts';
import { factValue } from '../src/store/facts-record.ts';
import { KEYS } from '../src/store/keys.ts';
import { API_TOKEN, anApi } from '../test/support/api-run.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { aFact, aFailure, aJob, aPlan } from '../test/support/job-fixtures.ts';
import { openBrowser, openPage } from '../test/support/open-browser.ts';
import { printFigures } from './print-figures.ts';

/** The largest job that HTTP takes. */
const TICKERS = 20_000;
const BATCH_SIZE = 2;
const DONE_BEFORE = 5_000;
const UPDATES = 20;
/** What a run commits at once. */
const BATCHES_IN_UPDATE = 20;

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      ts: z.number(),
      dur: z.number().default(0),
      tid: z.number(),
      pid: z.number(),
    }),
  ),
});
/** Where the browser says that it runs script; they nest. */
const SCRIPT = new Set([
  'EvaluateScript',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
  'FireAnimationFrame',
  'EventDispatch',
]);

/** Script time of the status page with a job of 10,000 batches, from the browser's own trace. Limit: 50 ms an update. */
export async function measurePage(): Promise<void> {
  const app = anApi({ clock: systemClock });
  const job = aJob({ toProcess: TICKERS }, { batchSize: BATCH_SIZE });
  await app.given(job, aPlan(TICKERS));
  const finish = (from: number, count: number) =>
    app.redis.ask(
      'HSET',
      KEYS.done(job.id),
      ...Array.from({ length: count }, (_, index) => factOf(from + index)).flat(),
    );
  await finish(1, DONE_BEFORE);
  const served = await serveApi(withPage(app.api, REPOSITORY_ROOT));
  const browser = await openBrowser();
  try {
    const { page, visit } = await openPage(browser, { token: API_TOKEN });
    const first = await scriptTime(browser, page, async () => {
      await visit(served.url, `/?job=${job.id}`);
      await page.getByText(/5,000 of 10,000 batches/).waitFor();
    });
    const updates: number[] = [];
    for (let update = 0; update < UPDATES; update++) {
      const done = DONE_BEFORE + update * BATCHES_IN_UPDATE;
      await finish(done + 1, BATCHES_IN_UPDATE);
      updates.push(
        await scriptTime(browser, page, async () => {
          await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
          await page
            .getByText(`${(done + BATCHES_IN_UPDATE).toLocaleString('en-US')} of 10,000 batches`)
            .waitFor();
        }),
      );
    }
    const sorted = updates.sort((one, other) => one - other);
    printFigures('The status page with 10,000 batches (script, by the trace of the browser)', [
      ['sent, gzipped', `${(await sentBytes()).toLocaleString('en-US')} bytes (limit 50,000)`],
      ['until it is shown', `${first.toFixed(1)} ms`],
      ['an update of 20 batches, median', `${(sorted[UPDATES / 2] ?? 0).toFixed(1)} ms (limit 50 ms)`],
      ['the longest update', `${(sorted.at(-1) ?? 0).toFixed(1)} ms`],
    ]);
  } finally {
    await browser.close();
    await served.close();
  }
}

function factOf(batch: number): [number, string] {
  const failures = batch % 50 === 0 ? [aFailure(`T${batch * BATCH_SIZE}`)] : [];
  return [batch, factValue(aFact({ at: Date.now() - 3_600_000 + batch * 300, failures }))];
}

/** Milliseconds in which the page ran script meanwhile. */
async function scriptTime(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'blink.user_timing'] });
  await act();
  const { traceEvents } = traceSchema.parse(JSON.parse((await browser.stopTracing()).toString('utf8')));
  const spans = traceEvents
    .filter(({ name, ph }) => ph === 'X' && SCRIPT.has(name))
    .sort((one, other) => one.ts - other.ts);
  let microseconds = 0;
  for (const thread of Map.groupBy(spans, ({ pid, tid }) => `${pid}:${tid}`).values()) {
    let until = 0;
    for (const { ts, dur } of thread) {
      microseconds += Math.max(0, ts + dur - Math.max(ts, until));
      until = Math.max(until, ts + dur);
    }
  }
  return microseconds / 1_000;
}

async function sentBytes(): Promise<number> {
  const files = ['page.html', 'page.js', 'page.css'].map((name) =>
    readFile(join(REPOSITORY_ROOT, 'public', name)),
  );
  return (await Promise.all(files)).reduce((sum, content) => sum + gzipSync(content).length, 0);
}
