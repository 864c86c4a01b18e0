import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { withPage } from '../../src/http/page-files.ts';
import { serveApi } from '../../src/http/serve-api.ts';
import { anApi } from '../support/api-run.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';

type Given = Parameters<typeof anApi>[0];

/** The page and the API beside it on loopback, over a Redis in memory. */
export async function servePage(given: Given = {}) {
  const app = anApi({ clock: systemClock, ...given });
  const served = await serveApi(withPage(app.api, REPOSITORY_ROOT));
  let isOpen = true;
  const close = async () => {
    if (isOpen) await served.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...app, url: served.url, close };
}
