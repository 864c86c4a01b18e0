import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

/**
 * Lets the pages of these origins call.
 *
 * @param methods of each path.
 */
export function crossOrigin(
  origins: readonly string[],
  methods: ReadonlyMap<string, readonly string[]>,
): MiddlewareHandler {
  const allowOrigins = cors({
    origin: [...origins],
    // Hono joins a list by a bare comma. One text with spaces reads as it does in Allow.
    allowMethods: (_, { req }) => [methods.get(req.path)?.join(', ') ?? ''],
    allowHeaders: ['Authorization, Content-Type, Idempotency-Key, If-None-Match, Prefer'],
    exposeHeaders: ['ETag, Location, Preference-Applied, Retry-After'],
    maxAge: 600,
  });
  return async (context, next) => {
    const isOptions = context.req.method === 'OPTIONS';
    const allow = methods.get(context.req.path)?.join(', ');
    // hono/cors exposes headers to every origin, and answers OPTIONS also for a path that does not exist.
    if (!origins.includes(context.req.header('origin') ?? '') || (isOptions && !allow)) {
      await next();
      context.header('Vary', 'Origin', { append: true });
      return;
    }
    context.header('Cross-Origin-Resource-Policy', 'cross-origin');
    if (isOptions) context.header('Allow', allow);
    return allowOrigins(context, next);
  };
}
