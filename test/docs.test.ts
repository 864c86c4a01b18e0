import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApiDocument } from '../src/http/openapi.ts';
import { loadRoutes } from '../src/http/routes.ts';
import { REPOSITORY_ROOT } from './support/chain-stack.ts';

const ROUTES = await loadRoutes();

// What the pages name is there, and what is there is named. That links and commands work is tested in links.test.ts,
// e2e/readme.test.ts and e2e/setup-page.test.ts.

const VARIABLE =
  /\b(?:FILL_CACHE|UPSTASH_REDIS_REST|KV_REST_API|YAHOO_FINANCE|TICKER_LIST)_[A-Z_]+\b|\b(?:REDIS_URL|CRON_SECRET)\b/g;

const read = (file: string) => readFileSync(join(REPOSITORY_ROOT, file), 'utf8');
const filesIn = (folder: string, end: string) =>
  readdirSync(join(REPOSITORY_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => join(folder, file));
const namedIn = (files: readonly string[], pattern: RegExp) =>
  new Set(files.flatMap((file) => [...read(file).matchAll(pattern)].map(([name, part]) => part ?? name)));

const PAGES = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', '.md')];
const CODE = ['action.yml', '.github/workflows/fill-cache.yml', ...filesIn('src', '.ts')];

test('each variable of the environment that the code reads is documented, and no other is', () => {
  expect([...namedIn(PAGES, VARIABLE)].sort()).toEqual([...namedIn(CODE, VARIABLE)].sort());
});

test('each script that a page names is one of package.json', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...namedIn(PAGES, /npm run ([a-z]+)/g)];
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('each bench that a page names is there', () => {
  const known = namedIn(['bench/main.ts'], /^ {2}'?([a-z-]+)'?: \{/gm);
  const named = [...namedIn(PAGES, /npm run bench -- ([a-z -]+)/g)].flatMap((names) =>
    names.trim().split(' '),
  );
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('docs/http.md names each endpoint of the API', () => {
  const guide = read('docs/http.md');
  const operations = Object.entries<object>(openApiDocument(ROUTES).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.length).toBeGreaterThan(12);
  expect(operations.filter((operation) => !guide.includes(`\`${operation}\``))).toEqual([]);
});
