import * as z from 'zod';
import { taggedJson } from '../etag.ts';
import { openApiDocument } from '../openapi.ts';
import { getRoute, NO_QUERY, type Route } from '../route.ts';

/** @param routes all others. */
export function openApiRoute(routes: readonly Route[]): Route {
  const route: Route = getRoute(
    {
      path: '/api/openapi.json',
      access: 'open',
      summary: 'This document',
      query: NO_QUERY,
      answers: {
        200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.literal('3.1.0') }) },
      },
    },
    async ({ request }) => taggedJson(request, openApiDocument([...routes, route])),
  );
  return route;
}
