import type { Access } from './access.ts';
import type { RoutePath } from './replies/answers.ts';
import type { LoadedRoute, Route, RouteHead } from './route.ts';
import { STATUS_PATH } from './status-path.ts';

interface RouteEntry extends RouteHead {
  path: RoutePath;
  load(): Promise<Route>;
}

/**
 * All routes of the API. What is behind a route is evaluated by the first request for it: the schemas and modules of
 * all routes took a tenth of the CPU of a cold start.
 */
export const ROUTES: readonly RouteEntry[] = [
  post('/api/fill-cache-batch-start', 'write', async () => (await import('./routes/start.ts')).startRoute),
  get(STATUS_PATH, 'read', async () => (await import('./routes/status.ts')).statusRoute),
  post(
    '/api/fill-cache-batch-continue',
    'write',
    async () => (await import('./routes/continue.ts')).continueRoute,
  ),
  post('/api/fill-cache', 'write', async () => (await import('./routes/fill.ts')).fillRoute),
  post('/api/fill-cache-batch-pause', 'write', async () => (await import('./routes/pause.ts')).pauseRoute),
  post('/api/fill-cache-batch-resume', 'write', async () => (await import('./routes/resume.ts')).resumeRoute),
  post('/api/fill-cache-batch-cancel', 'write', async () => (await import('./routes/cancel.ts')).cancelRoute),
  post('/api/fill-cache-batch-retry', 'write', async () => (await import('./routes/retry.ts')).retryRoute),
  get('/api/fill-cache-batch-jobs', 'read', async () => (await import('./routes/jobs.ts')).jobsRoute),
  get(
    '/api/fill-cache-freshness',
    'read',
    async () => (await import('./routes/freshness.ts')).freshnessRoute,
  ),
  get('/api/fill-cache-check', 'read', async () => (await import('./routes/check.ts')).checkRoute),
  get('/api/ticker-data', 'read', async () => (await import('./routes/ticker-data.ts')).tickerDataRoute),
  get('/api/cron/resume-stalled', 'cron', async () => (await import('./routes/watchdog.ts')).watchdogRoute),
  get('/api/health', 'open', async () => (await import('./routes/health.ts')).healthRoute),
  get('/api/badge.svg', 'open', async () => (await import('./routes/badge.ts')).badgeRoute),
  get('/api/openapi.json', 'open', async () => {
    const { openApiRoute } = await import('./routes/openapi.ts');
    return openApiRoute(loadRoutes);
  }),
];

/** All routes with what is behind them. */
export async function loadRoutes(): Promise<LoadedRoute[]> {
  const { ANSWERS } = await import('./openapi.ts');
  return Promise.all(
    ROUTES.map(async ({ load, ...head }) => ({
      ...head,
      ...(await load()),
      answers: ANSWERS[head.path],
    })),
  );
}

function get(path: RoutePath, access: Access, load: RouteEntry['load']): RouteEntry {
  return { method: 'GET', path, access, load };
}

function post(path: RoutePath, access: Access, load: RouteEntry['load']): RouteEntry {
  return { method: 'POST', path, access, load };
}
