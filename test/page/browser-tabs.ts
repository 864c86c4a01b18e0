import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { API_TOKEN } from '../support/api-run.ts';
import { type OpenedPage, openBrowser, openPage, type PageOptions } from '../support/open-browser.ts';

export const JOB = 'batch_job_12345';
export const JOB_PAGE = `/?job=${JOB}`;
export const POLL_MILLISECONDS = 5_000;

/** A browser for the tests of a `describe`. */
export function browserTabs() {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  let browser: Browser;
  let shared: OpenedPage;
  beforeAll(async () => {
    browser = await openBrowser();
    shared = await openPage(browser, { token: API_TOKEN });
    await shared.page.clock.install();
  });
  afterAll(() => browser?.close());

  return {
    /** The tab that all tests share, before it shows a path. */
    sharedTab: () => shared.page,

    /** That tab on a path; its timers a test turns, and at the end it must not have complained. */
    async show(url: string, path: string): Promise<Page> {
      const { page, visit, complaints } = shared;
      onTestFinished(async () => {
        await page.goto('about:blank');
        expect(complaints.splice(0)).toEqual([]);
      });
      await visit(url, path);
      return page;
    },

    /** A tab of its own. */
    async showAs(options: PageOptions, url: string, path: string): Promise<OpenedPage> {
      const opened = await openPage(browser, options);
      onTestFinished(async () => {
        await opened.page.context().close();
        expect(opened.complaints).toEqual([]);
      });
      await opened.visit(url, path);
      return opened;
    },
  };
}

export async function see(page: Page, text: string | RegExp, times = 1): Promise<void> {
  if (times === 0) expect(await page.getByText(text).count()).toBe(0);
  else await page.getByText(text).first().waitFor();
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at answers as callers do, key by key.
export async function readAnswer(answer: Promise<Response>): Promise<{ body: any }> {
  return { body: await (await answer).json() };
}

/** The figures of the first tiles that are shown, by their names. */
export async function tiles(page: Page): Promise<Record<string, string>> {
  const list = page.locator('.tiles').first();
  const names = await list.locator('dt').allTextContents();
  const figures = await list.locator('dt + dd').allTextContents();
  return Object.fromEntries(names.map((name, index) => [name, figures[index] ?? '']));
}
