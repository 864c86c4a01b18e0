import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';
import type { RouteHead } from './route.ts';

/** The methods of each path, as `Allow` names them. */
export function allowedMethods(routes: readonly RouteHead[]): ReadonlyMap<string, readonly string[]> {
  const paths = Map.groupBy(routes, ({ path }) => path);
  return new Map(
    [...paths].map(([path, of]) => [
      path,
      [...of.map(({ method }) => method), ...(of.some(isReadable) ? ['HEAD'] : []), 'OPTIONS'],
    ]),
  );
}

/**
 * Answers OPTIONS, and refuses the methods that a path does not have. `hono/method-not-allowed` would allow HEAD wherever
 * GET is, and Hono itself answers HEAD by the handler of GET: a HEAD would run the watchdog.
 */
export function onlyMethods(allowed: readonly string[]): MiddlewareHandler {
  const allow = allowed.join(', ');
  return async ({ req }, next) => {
    if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
    if (allowed.includes(req.method)) return next();
    throw new Problem('method-not-allowed', `This takes ${allow}, not ${req.method}.`, {
      headers: { allow },
    });
  };
}

/** A GET with `cron` access starts runs, so HEAD is for the others. */
function isReadable({ method, access }: RouteHead): boolean {
  return method === 'GET' && access !== 'cron';
}
