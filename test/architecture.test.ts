import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
const IMPORT = /(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g;
const EVERYTHING_BELOW_HTTP = [
  'jobs',
  'fetching',
  'notices',
  'github',
  'sources',
  'store',
  'tickers',
  'documents',
  'core',
];

/** What each room may import; entries may import all. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  documents: ['core'],
  sources: ['documents', 'core'],
  tickers: ['documents', 'core'],
  store: ['documents', 'core'],
  notices: ['documents', 'core'],
  github: ['documents', 'core'],
  fetching: ['sources', 'documents', 'core'],
  jobs: EVERYTHING_BELOW_HTTP.slice(1),
  http: EVERYTHING_BELOW_HTTP,
  cli: ['tickers', 'documents', 'core'],
  local: ['cli', 'http', ...EVERYTHING_BELOW_HTTP],
  page: [],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, path = '']) => normalize(join(dirname(file), path)));
}

function roomOf(file: string): string | null {
  return file.includes('/') ? (file.split('/')[0] ?? null) : null;
}

test('imports point down from room to room', () => {
  const wrong = files.flatMap((file) => {
    const room = roomOf(file);
    if (room === null) return [];
    return (imports.get(file) ?? [])
      .filter((imported) => roomOf(imported) !== room && !BELOW[room]?.includes(roomOf(imported) ?? ''))
      .map((imported) => `${file} imports ${imported}`);
  });
  expect(wrong).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

/** What evaluates these is in no haste: the OpenAPI document, the client and the local stack. */
const WITH_ALL_OF_ZOD = /^(?:http\/replies\/|http\/openapi\.ts$|cli\/|local\/)/;
const ALL_OF_ZOD = /(?:from|import\(?)\s*'zod(?!\/mini'|\/v4\/locales\/)/;
/** Of a value, and not late: the schemas come along. */
const SCHEMAS_OF_ANSWERS = /^import (?!type )[^;]*'\.[^']*\/replies\/[^']+'/m;

test('what a run or a request evaluates reads with zod/mini', () => {
  // A run and a request evaluate it before they do anything, and bundled it takes a third of the CPU of all of zod.
  const wrong = files
    .filter((file) => !WITH_ALL_OF_ZOD.test(file))
    .filter((file) => {
      const text = readFileSync(join(SRC, file), 'utf8');
      return ALL_OF_ZOD.test(text) || SCHEMAS_OF_ANSWERS.test(text);
    });
  expect(wrong).toEqual([]);
});

test('docs/architecture.md has a row for each room, and each file that it names is there', () => {
  const page = readFileSync(join(SRC, '../docs/architecture.md'), 'utf8');
  const rooms = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of rooms) expect(page).toContain(`| \`${name}/\` |`);
  const named = [
    ...page.matchAll(/`((?:core|documents|sources|store|fetching|github|jobs|http|cli)\/[\w/-]+\.ts)`/g),
  ];
  const missing = named.map(([, file = '']) => file).filter((file) => !files.includes(file));
  expect(missing).toEqual([]);
});

test('each exported class, function and constant has one name', () => {
  // The snapshots are data of one shape, of which a universe takes one.
  const named = files.filter((file) => !file.startsWith('tickers/snapshots/'));
  const found = named.flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    const names = text.matchAll(/^export (?:async )?(?:class|function|const) (\w+)/gm);
    return [...names].map(([, name = '']) => ({ name, file: relative('', file) }));
  });
  const twice = [...Map.groupBy(found, ({ name }) => name)]
    .filter(([, places]) => places.length > 1)
    .map(([name, places]) => `${name}: ${places.map(({ file }) => file).join(', ')}`);
  expect(twice).toEqual([]);
});
