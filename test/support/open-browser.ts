import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram, PROGRAMS } from '../../scripts/programs.ts';

/** Chromium takes the last list alone, so it has again what Playwright turns off on every system. */
const FEATURES_OF_PLAYWRIGHT = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'PaintHolding'],
  ...['HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'AvoidCorsURLLoaderRestartOnRedirect'],
  ...['LensOverlay', 'MediaRouter', 'ThirdPartyStoragePartitioning'],
  // These would ask Google for something.
  ...['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
];
/** Each window loads the suggestions of an address bar that nobody sees: 1.1 s of CPU. */
const ADDRESS_BAR_FEATURES = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/** Asks nobody for anything: no updates, no accounts, no lists of bad sites. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Fewer processes, which take less CPU to start.
  '--in-process-gpu',
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  `--disable-features=${[...FEATURES_OF_PLAYWRIGHT, ...ADDRESS_BAR_FEATURES].join(',')}`,
];

/** Chromium of this machine, with a profile of its own that is gone when it is closed. */
export async function openBrowser(): Promise<Browser> {
  const program = PROGRAMS.find(({ name }) => name === 'chromium');
  const executablePath = program ? await findProgram(program) : null;
  if (executablePath === null) throw new Error('Chromium is not found.');
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface PageOptions {
  /** @default 1280 */
  width?: number;
  height?: number;
  /** @default 'light' */
  colorScheme?: 'light' | 'dark';
  /** Typed before, in this tab. @default none */
  token?: string | null;
}

/** A tab, and all that it should not have done. */
export interface OpenedPage {
  page: Page;
  /** Loads a path of an origin; requests to any other are complaints from then on. */
  visit(origin: string, path: string): Promise<void>;
  /** Errors in its console, and requests to anywhere else. */
  complaints: string[];
}

/** A tab in a profile of its own. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<OpenedPage> {
  const { width = 1_280, height = 900, colorScheme = 'light', token } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  if (token)
    await context.addInitScript(`
      if (location.protocol.startsWith('http')) sessionStorage.setItem('fill-cache-token', ${JSON.stringify(token)});
    `);
  const page = await context.newPage();
  const complaints: string[] = [];
  let home = '';
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refusal of the API, which a test asks for, is written there by the browser itself.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== home) complaints.push(`a request to ${request.url()}`);
  });
  return {
    page,
    complaints,
    async visit(origin, path) {
      home = origin;
      await page.goto(origin + path);
    },
  };
}
