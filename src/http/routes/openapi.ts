import { taggedJson } from '../etag.ts';
import { getRoute, type LoadedRoute, NO_QUERY, type Route } from '../route.ts';

export function openApiRoute(loadRoutes: () => Promise<readonly LoadedRoute[]>): Route {
  return getRoute(
    {
      summary: 'This document',
      query: NO_QUERY,
    },
    async ({ request }) => {
      const { openApiDocument } = await import('../openapi.ts');
      return taggedJson(request, openApiDocument(await loadRoutes()));
    },
  );
}
