import * as z from 'zod';

/** A rule of `routes` in `vercel.json`, and of what a build gives. */
export const vercelRouteSchema = z.looseObject({
  handle: z.string().optional(),
  src: z.string().optional(),
  dest: z.string().optional(),
  continue: z.boolean().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});
type VercelRoute = z.infer<typeof vercelRouteSchema>;

interface Deployed {
  /** Those of `vercel.json` first, then those of the build. */
  routes: readonly VercelRoute[];
  /** Static files, by their path. */
  files: readonly string[];
  /** Functions, by the names of the build's outputs. */
  functions: readonly string[];
}

/** What answers a path on Vercel, and the headers that the rules add. */
export function routeOnVercel(path: string, { routes, files, functions }: Deployed) {
  const headers: Record<string, string> = {};
  const servedBy = (at: string) => {
    if (files.includes(at)) return { file: at, headers };
    const path = at.replace(/^\/$/, '/index');
    // The builder names the function of a route with a slash before it, and the others without.
    const isFunction = functions.some((name) => path === name || path === `/${name}`);
    return isFunction ? { function: path, headers } : null;
  };
  for (const route of routes) {
    if (route.handle === 'filesystem') {
      const served = servedBy(path);
      if (served) return served;
    }
    if (route.src === undefined || !new RegExp(`^${route.src}$`).test(path)) continue;
    Object.assign(headers, route.headers);
    if (route.dest !== undefined && !route.continue) return servedBy(route.dest);
  }
  return null;
}
