import type { Answers } from '../route.ts';
import { STATUS_PATH } from '../status-path.ts';
import { badgeAnswers } from './badge.ts';
import { checkAnswers } from './check.ts';
import { continueAnswers } from './continue.ts';
import { controlAnswers } from './control.ts';
import { fillAnswers } from './fill.ts';
import { freshnessAnswers } from './freshness.ts';
import { healthAnswers } from './health.ts';
import { jobsAnswers } from './jobs.ts';
import { openApiAnswers } from './openapi.ts';
import { retryAnswers } from './retry.ts';
import { startAnswers } from './start.ts';
import { statusAnswers } from './status.ts';
import { tickerDataAnswers } from './ticker-data.ts';
import { watchdogAnswers } from './watchdog.ts';

/** What each route answers when nothing is wrong, by its path. */
export const ANSWERS = {
  '/api/fill-cache-batch-start': startAnswers,
  [STATUS_PATH]: statusAnswers,
  '/api/fill-cache-batch-continue': continueAnswers,
  '/api/fill-cache': fillAnswers,
  '/api/fill-cache-batch-pause': controlAnswers('paused', 'Paused'),
  '/api/fill-cache-batch-resume': controlAnswers('running', 'Resumed: a run was started'),
  '/api/fill-cache-batch-cancel': controlAnswers('cancelled', 'Cancelled'),
  '/api/fill-cache-batch-retry': retryAnswers,
  '/api/fill-cache-batch-jobs': jobsAnswers,
  '/api/fill-cache-freshness': freshnessAnswers,
  '/api/fill-cache-check': checkAnswers,
  '/api/ticker-data': tickerDataAnswers,
  '/api/cron/resume-stalled': watchdogAnswers,
  '/api/health': healthAnswers,
  '/api/badge.svg': badgeAnswers,
  '/api/openapi.json': openApiAnswers,
} satisfies Record<string, Answers>;

/** Of a route whose answers are known. */
export type RoutePath = keyof typeof ANSWERS;
