import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PAGE = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
const NAMED_TESTS = [...PAGE.matchAll(/`(test\/\S+\.test\.ts)`: ([^;|]+?) ?(?=;|\|)/g)];
const FAILURES = PAGE.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| what fails'));

test('each row of the page of operations names its test', () => {
  const unproven = FAILURES.filter((row) => !/`test\/\S+\.test\.ts`: /.test(row));
  expect(unproven).toEqual([]);
  expect(NAMED_TESTS.length).toBeGreaterThanOrEqual(FAILURES.length);
});

test.each(NAMED_TESTS.map(([, file = '', title = '']) => ({ file, title })))(
  '$file: $title',
  ({ file, title }) => {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(source).toContain(`test('${title}`);
  },
);
