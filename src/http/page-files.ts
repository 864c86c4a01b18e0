import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchHandler } from './app.ts';

/** What the page may load: its own files and the API. A test compares `vercel.json`, where the same is said to Vercel. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const FILES: ReadonlyMap<string, { name: string; type: string }> = new Map([
  ['/', { name: 'page.html', type: 'text/html; charset=utf-8' }],
  ['/page.js', { name: 'page.js', type: 'text/javascript; charset=utf-8' }],
  ['/page.css', { name: 'page.css', type: 'text/css; charset=utf-8' }],
]);

/** Answers requests for the status page from `public/`, as Vercel does, and gives all others to the API. */
export function withPage(api: FetchHandler, root: string): FetchHandler {
  return async (request) => {
    const file = FILES.get(new URL(request.url).pathname);
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return api(request);
    const headers = { ...PAGE_HEADERS, 'content-type': file.type, 'cache-control': 'no-cache' };
    return new Response(await readFile(join(root, 'public', file.name)), { headers });
  };
}
