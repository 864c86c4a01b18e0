import type { Redis } from '../store/redis.ts';
import { checkAccess } from './access.ts';
import type { ApiPorts } from './api-ports.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { createHealthCheck } from './health-check.ts';
import { Problem, problemResponse } from './problem.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { toProblem } from './to-problem.ts';
import { createUnconfiguredRedis } from './unconfigured-redis.ts';

export interface AppConfig extends Omit<ApiPorts, 'redis' | 'health'> {
  /** Null if this deployment has none. */
  redis: Redis | null;
}

/** Answers a request; never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** The HTTP face: the same for Vercel, for the local stack and for tests. */
export function createApp(config: AppConfig): FetchHandler {
  const redis = config.redis ?? createUnconfiguredRedis();
  const ports: ApiPorts = { ...config, redis, health: createHealthCheck({ ...config, redis }) };
  const paths = Map.groupBy(ROUTES, ({ path }) => path);

  const answer = async (request: Request): Promise<Response> => {
    const routes = paths.get(new URL(request.url).pathname);
    if (!routes) throw new Problem('unknown-route', 'There is nothing here: see /api/openapi.json.');
    const allow = allowedMethods(routes);
    if (request.method === 'OPTIONS') {
      return new Response(null, { status: 204, headers: { allow, ...preflightHeaders(request, allow) } });
    }
    const route = routes.find((one) => (isHead(request) ? isReadable(one) : one.method === request.method));
    if (!route) {
      throw new Problem('method-not-allowed', `This takes ${allow}, not ${request.method}.`, {
        headers: { allow },
      });
    }
    checkAccess(request, route.access, ports.access);
    return route.serve(request, ports);
  };

  return async (request) => {
    const response = await answer(request).catch((error: unknown) => {
      // Nobody is there to read it.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      const problem = toProblem(error);
      if (problem.code === 'internal')
        ports.log(`${request.method} ${new URL(request.url).pathname}: ${stackOf(error)}`);
      return problemResponse(problem);
    });
    const headers = { ...SECURITY_HEADERS, ...corsHeaders(request, ports.access.corsOrigins) };
    for (const [name, value] of Object.entries(headers)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return isHead(request) ? new Response(null, response) : response;
  };
}

function isHead({ method }: Request): boolean {
  return method === 'HEAD';
}

/** What a route does at a GET of the scheduler is no mere reading: HEAD is for the others. */
function allowedMethods(routes: readonly Route[]): string {
  return [
    ...routes.map(({ method }) => method),
    ...(routes.some(isReadable) ? ['HEAD'] : []),
    'OPTIONS',
  ].join(', ');
}

function isReadable({ method, access }: Route): boolean {
  return method === 'GET' && access !== 'cron';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
