import { continueRoute } from './continue.ts';
import { fillRoute } from './fill.ts';
import { healthRoute } from './health.ts';
import { jobsRoute } from './jobs.ts';
import { openApiRoute } from './openapi.ts';
import { retryRoute } from './retry.ts';
import type { Route } from './route.ts';
import { startRoute } from './start.ts';
import { statusRoute } from './status.ts';
import { cancelRoute, pauseRoute, resumeRoute } from './steer.ts';
import { tickerDataRoute } from './ticker-data.ts';
import { watchdogRoute } from './watchdog.ts';

const API: readonly Route[] = [
  startRoute,
  statusRoute,
  continueRoute,
  fillRoute,
  pauseRoute,
  resumeRoute,
  cancelRoute,
  retryRoute,
  jobsRoute,
  tickerDataRoute,
  watchdogRoute,
  healthRoute,
];

/** All that this answers. */
export const ROUTES: readonly Route[] = [...API, openApiRoute(API)];
