/** Headers that let the pages of these origins call; none for others. */
export function corsHeaders(request: Request, origins: readonly string[]): Record<string, string> {
  if (origins.length === 0) return {};
  const origin = request.headers.get('origin');
  if (origin === null || !origins.includes(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'ETag, Location, Preference-Applied, Retry-After',
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** What a browser wants to know before it lets a page call a route with these methods. */
export function preflightHeaders(request: Request, methods: string): Record<string, string> {
  if (!request.headers.has('access-control-request-method')) return {};
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, If-None-Match, Prefer',
    'access-control-max-age': '600',
  };
}
