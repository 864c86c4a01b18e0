import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { ANSWERS, openApiDocument } from '../../src/http/openapi.ts';
import { loadRoutes } from '../../src/http/routes.ts';
import { anApi } from '../support/api-run.ts';

const ROUTES = await loadRoutes();

const ajv = new Ajv2020({ validateFormats: false, strict: false });

test('the document is served, without a trace of the schemas it is made from', async () => {
  const { get } = anApi();
  const response = await get('openapi.json');
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(text).not.toMatch(/"\$schema"|"\$id"|"~standard"/);
  expect(JSON.parse(text).openapi).toBe('3.1.0');
});

test('it has every route that is answered', () => {
  const { paths } = openApiDocument(ROUTES);
  const said = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  expect(said.sort()).toEqual(ROUTES.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort());
});

test('what is said of answers is of a route that there is', () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(ROUTES.map(({ path }) => path).sort());
});

const EXAMPLES = ROUTES.flatMap((route) =>
  Object.entries(route.answers).flatMap(([status, { schema, examples = [] }]) =>
    examples.map((example, index) => ({ name: `${route.path} ${status} (${index + 1})`, schema, example })),
  ),
);

test.each(EXAMPLES)('the example of $name is what its schema says', ({ schema, example }) => {
  expect(schema.safeParse(example)).toMatchObject({ success: true });
});

test.each(ROUTES.filter(({ body }) => body))(
  'the example of the body of $path is taken',
  ({ path, example }) => {
    const operation = openApiDocument(ROUTES).paths[path];
    const { schema } = Object(operation).post.requestBody.content['application/json'];
    expect(ajv.validate(schema, example)).toBe(true);
  },
);

test('the names of operations are all different', () => {
  const names = Object.values(openApiDocument(ROUTES).paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(names).size).toBe(names.length);
});
