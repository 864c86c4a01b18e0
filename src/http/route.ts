import * as z from 'zod/mini';
import type { Access } from './access.ts';
import type { ApiPorts } from './api-ports.ts';
import { parseFields, parseQuery } from './parse-fields.ts';
import { readBody } from './read-body.ts';

/** An answer that is no problem, as the document of this API shows it. */
export interface AnswerSpec {
  description: string;
  schema: z.ZodMiniType;
  /** @default application/json */
  type?: string;
  examples?: unknown[];
  /** Other forms of the same answer, by their type. */
  others?: Record<string, z.ZodMiniType>;
}

/** Status → answer. */
export type Answers = Record<number, AnswerSpec>;

/** What must be known of a route before its first request. */
export interface RouteHead {
  method: 'GET' | 'POST';
  path: string;
  access: Access;
}

/** What a route takes, as the OpenAPI document describes it; what it answers stands in `replies/answers.ts`. */
export interface RouteSpec {
  summary: string;
  description?: string;
  query?: z.ZodMiniObject;
  body?: z.ZodMiniObject;
  /** Of the body. */
  example?: unknown;
  /** Request headers that it reads, each with what it does. */
  headers?: Record<string, string>;
  /** Statuses of the problems that it may answer, beside those of every route. */
  problems?: number[];
}

export interface Call<Fields> {
  /** Of the body, or of the query where there is none. */
  fields: Fields;
  request: Request;
  ports: ApiPorts;
}

/** What the file of a route holds. */
export interface Route extends RouteSpec {
  serve(request: Request, ports: ApiPorts): Promise<Response>;
}

export type LoadedRoute = RouteHead & Route & { answers: Answers };

/** For a route that reads no query; what is given is ignored. */
export const NO_QUERY = z.object({});

/** A route that reads its fields from the query. */
export function getRoute<Query extends z.ZodMiniObject>(
  spec: Omit<RouteSpec, 'body' | 'query'> & { query: Query },
  handle: (call: Call<z.infer<Query>>) => Promise<Response>,
): Route {
  return {
    ...spec,
    async serve(request, ports) {
      return handle({ fields: parseQuery(spec.query, new URL(request.url)), request, ports });
    },
  };
}

/** A route that reads its fields from a JSON body. */
export function postRoute<Body extends z.ZodMiniObject>(
  spec: Omit<RouteSpec, 'body' | 'query'> & { body: Body },
  handle: (call: Call<z.infer<Body>>) => Promise<Response>,
): Route {
  return {
    ...spec,
    async serve(request, ports) {
      return handle({ fields: parseFields(spec.body, await readBody(request)), request, ports });
    },
  };
}
