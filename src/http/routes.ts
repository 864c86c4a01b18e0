import type { Route } from './route.ts';
import { badgeRoute } from './routes/badge.ts';
import { cancelRoute } from './routes/cancel.ts';
import { checkRoute } from './routes/check.ts';
import { continueRoute } from './routes/continue.ts';
import { fillRoute } from './routes/fill.ts';
import { freshnessRoute } from './routes/freshness.ts';
import { healthRoute } from './routes/health.ts';
import { jobsRoute } from './routes/jobs.ts';
import { openApiRoute } from './routes/openapi.ts';
import { pauseRoute } from './routes/pause.ts';
import { resumeRoute } from './routes/resume.ts';
import { retryRoute } from './routes/retry.ts';
import { startRoute } from './routes/start.ts';
import { statusRoute } from './routes/status.ts';
import { tickerDataRoute } from './routes/ticker-data.ts';
import { watchdogRoute } from './routes/watchdog.ts';

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
  freshnessRoute,
  checkRoute,
  tickerDataRoute,
  watchdogRoute,
  healthRoute,
  badgeRoute,
];

/** All routes of the API. */
export const ROUTES: readonly Route[] = [...API, openApiRoute(API)];
