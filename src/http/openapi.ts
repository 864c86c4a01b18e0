import * as z from 'zod';
import { PROBLEM_TYPE } from './problem.ts';
import { problemSchema } from './replies/problem.ts';
import type { AnswerSpec, LoadedRoute } from './route.ts';

// One file of the built function, which is read for the document alone, holds both.
export { ANSWERS } from './replies/answers.ts';

type DescribedRoute = Omit<LoadedRoute, 'serve'>;

/** What any route may answer that asks for a token, or reads a body. */
const ACCESS_PROBLEMS = [401, 403, 503];
const BODY_PROBLEMS = [413, 415];

/** OpenAPI 3.1, from the schemas that check what comes in. */
export function openApiDocument(routes: readonly DescribedRoute[]) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'fill-cache',
      version: '1',
      description:
        'Fills a Redis cache with the price history of thousands of tickers; GitHub Actions does the work.',
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
    },
    security: [{ token: [] }, {}],
    paths: Object.fromEntries(
      routes.map((route) => [route.path, { [route.method.toLowerCase()]: operation(route) }]),
    ),
  };
}

function operation({
  path,
  access,
  summary,
  description,
  query,
  body,
  example,
  headers,
  answers,
  problems = [],
}: DescribedRoute) {
  const statuses = [
    400,
    ...(access === 'open' ? [] : ACCESS_PROBLEMS),
    ...(body ? BODY_PROBLEMS : []),
    ...problems,
  ];
  return {
    operationId: path.split('/').at(-1),
    summary,
    ...(description ? { description } : {}),
    ...(access === 'open' ? { security: [] } : {}),
    parameters: [...queryParameters(query), ...headerParameters(headers)],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input'), example } },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer)])),
      ...Object.fromEntries([...new Set(statuses)].map((status) => [status, PROBLEM_RESPONSE])),
    },
  };
}

const PROBLEM_RESPONSE = {
  description: 'What is wrong, in one sentence.',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

function queryParameters(query: DescribedRoute['query']) {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters(headers: Record<string, string> = {}) {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}

function response({
  description,
  schema,
  type = 'application/json',
  examples = [],
  others = {},
}: AnswerSpec) {
  if (schema instanceof z.ZodNull) return { description };
  const named = Object.fromEntries(examples.map((value, index) => [`example${index + 1}`, { value }]));
  return {
    description,
    content: {
      [type]: {
        schema: jsonSchema(schema, 'output'),
        ...(examples.length > 0 ? { examples: named } : {}),
      },
      ...Object.fromEntries(
        Object.entries(others).map(([other, form]) => [other, { schema: jsonSchema(form, 'output') }]),
      ),
    },
  };
}

/** OpenAPI 3.1 has the dialect of JSON Schema that zod writes; a `$schema` in each part would be noise. */
function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output') {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
