import { systemClock } from '../../src/fetching/system-clock.ts';
import { type AppConfig, createApp, type FetchHandler } from '../../src/http/app.ts';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';

type Needed = Pick<AppConfig, 'redis' | 'workflow' | 'source'>;

/** The HTTP API on the clock of this machine, which lets everybody in and logs nothing. */
export function appInRealTime(given: Needed & Partial<AppConfig>): FetchHandler {
  return createApp({
    clock: systemClock,
    random: Math.random,
    fetch,
    tickerListUrl: undefined,
    notices: NO_NOTICES,
    log: () => {},
    access: { apiToken: null, readToken: null, cronSecret: null, allowAnonymous: true, corsOrigins: [] },
    ...given,
  });
}
