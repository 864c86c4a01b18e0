import { Hono } from 'hono';
import { TrieRouter } from 'hono/router/trie-router';
import { secureHeaders } from 'hono/secure-headers';
import { MOST_REQUESTS_PER_SECOND_OVER_HTTP } from '../core/option-limits.ts';
import { createSharedRateLimiter } from '../fetching/rate-limiter.ts';
import type { Redis } from '../store/redis.ts';
import { checkAccess } from './access.ts';
import { allowedMethods, onlyMethods } from './allowed-methods.ts';
import type { ApiPorts } from './api-ports.ts';
import { createBadgeCache } from './badge-cache.ts';
import { crossOrigin } from './cross-origin.ts';
import { createHealthCheck } from './health-check.ts';
import { Problem, problemResponse } from './problem.ts';
import { ROUTES } from './routes.ts';
import { noStore, SECURITY_HEADERS } from './security-headers.ts';
import { toProblem } from './to-problem.ts';
import { createUnconfiguredRedis } from './unconfigured-redis.ts';

export interface AppConfig extends Omit<ApiPorts, 'redis' | 'health' | 'rateLimiter' | 'badge'> {
  /** Null if this deployment has none. */
  redis: Redis | null;
}

/** Answers a request; never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** The HTTP API: the same for Vercel, for the local stack and for tests. */
export function createApp(config: AppConfig): FetchHandler {
  const redis = config.redis ?? createUnconfiguredRedis();
  const ports: ApiPorts = {
    ...config,
    redis,
    health: createHealthCheck({ ...config, redis }),
    rateLimiter: createSharedRateLimiter({ ...config, ceiling: MOST_REQUESTS_PER_SECOND_OVER_HTTP }),
    badge: createBadgeCache(config.clock),
  };
  const methods = allowedMethods(ROUTES);
  // Hono's own router takes 3 ms of CPU more at the first request, and its own path is decoded: here /api/%68ealth is unknown.
  const app = new Hono({ router: new TrieRouter(), getPath: ({ url }) => new URL(url).pathname });

  app.use(secureHeaders(SECURITY_HEADERS), noStore);
  if (ports.access.corsOrigins.length > 0) app.use(crossOrigin(ports.access.corsOrigins, methods));
  for (const [path, allowed] of methods) app.use(path, onlyMethods(allowed));
  for (const { method, path, access, load } of ROUTES) {
    app.on(method, path, async ({ req }) => {
      checkAccess(req.raw, access, ports.access);
      const route = await load();
      return route.serve(req.raw, ports).catch(throwError);
    });
  }
  app.notFound(() =>
    problemResponse(new Problem('unknown-route', 'There is nothing here: see /api/openapi.json.')),
  );
  app.onError((error, { req }) => {
    // The caller has gone: nobody reads the answer.
    if (req.raw.signal.aborted) return new Response(null, { status: 499 });
    const problem = toProblem(error);
    if (problem.code === 'internal') ports.log(`${req.method} ${req.path}: ${error.stack ?? error.message}`);
    return problemResponse(problem);
  });
  return async (request) => app.fetch(request);
}

/** Hono passes only an `Error` to `onError`, and the reason of an aborted signal can be anything. */
function throwError(reason: unknown): never {
  throw reason instanceof Error ? reason : new Error(String(reason));
}
