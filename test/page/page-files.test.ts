import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PAGE_HEADERS } from '../../src/http/page-files.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';
import { servePage } from './served-page.ts';

const FILES = ['page.html', 'page.js', 'page.css'];
const read = (name: string) => readFile(join(REPOSITORY_ROOT, 'public', name), 'utf8');

test('the page is at most 50 KB, gzipped', async () => {
  const sizes = await Promise.all(FILES.map(async (name) => gzipSync(await read(name)).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(50_000);
});

test('the page is what src/page builds to', async () => {
  const check = promisify(execFile)(process.execPath, ['scripts/build-page.ts', '--check'], {
    cwd: REPOSITORY_ROOT,
  });
  expect((await check).stderr).toBe('');
});

test('the page has no inline script or style, and names no other origin', async () => {
  const html = await read('page.html');
  expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
  for (const name of ['page.html', 'page.css']) expect(await read(name)).not.toMatch(/https?:|url\(/);
});

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/?job=batch_job_12345', 'text/html; charset=utf-8'],
  ['/page.js', 'text/javascript; charset=utf-8'],
  ['/page.css', 'text/css; charset=utf-8'],
])('%s is served to anybody, as %s', async (path, type) => {
  const { url } = await servePage();
  const { status, headers } = await fetch(url + path);
  expect([status, headers.get('content-type')]).toEqual([200, type]);
  expect(Object.fromEntries(headers)).toMatchObject(PAGE_HEADERS);
});

test.each(['/page.html', '/licences.txt', '/public/page.js', '/../package.json'])(
  '%s is left to the API, which has nothing there',
  async (path) => {
    const { url } = await servePage();
    expect((await fetch(url + path)).status).toBe(404);
  },
);

test('nothing is changed by a POST of the page', async () => {
  const { url } = await servePage();
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
});

test('the policy forbids all that the page does not need', () => {
  const policy = PAGE_HEADERS['content-security-policy'].split('; ');
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]),
  );
  expect(PAGE_HEADERS['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
});
