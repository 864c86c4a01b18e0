import { taggedJson } from '../etag.ts';
import { openApiDocument } from '../openapi.ts';
import { getRoute, type LoadedRoute, NO_QUERY, type Route } from '../route.ts';

export function openApiRoute(loadRoutes: () => Promise<readonly LoadedRoute[]>): Route {
  return getRoute(
    {
      summary: 'This document',
      query: NO_QUERY,
      answers: async () => (await import('../replies/openapi.ts')).openApiAnswers,
    },
    async ({ request }) => taggedJson(request, openApiDocument(await loadRoutes())),
  );
}
