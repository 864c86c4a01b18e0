import * as z from 'zod';
import { taggedJson } from '../etag.ts';
import { openApiDocument } from '../openapi.ts';
import { getRoute, type LoadedRoute, NO_QUERY, type Route } from '../route.ts';

export function openApiRoute(loadRoutes: () => Promise<readonly LoadedRoute[]>): Route {
  return getRoute(
    {
      summary: 'This document',
      query: NO_QUERY,
      answers: () => ({
        200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.literal('3.1.0') }) },
      }),
    },
    async ({ request }) => taggedJson(request, openApiDocument(await loadRoutes())),
  );
}
