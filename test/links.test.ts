import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY_ROOT } from './support/chain-stack.ts';

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(REPOSITORY_ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

const read = (page: string) => readFileSync(join(REPOSITORY_ROOT, page), 'utf8');
const prose = (page: string) => read(page).replaceAll(/^```.*?^```$/gms, '');

/** The relative links of a page, pictures too. */
function linksOf(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(PAGES)('%s links to files and headings that are there', (page) => {
  const broken = linksOf(page).filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : relative(REPOSITORY_ROOT, join(REPOSITORY_ROOT, dirname(page), path));
    if (!existsSync(join(REPOSITORY_ROOT, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('each page of docs is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const target of linksOf(page)) {
      const file = join(dirname(page), target.split('#')[0] ?? '');
      if (PAGES.includes(file)) reached.add(file);
    }
  }
  expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
});
