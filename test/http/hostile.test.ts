import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoadedRoute } from '../../src/http/route.ts';
import { loadRoutes } from '../../src/http/routes.ts';
import { anyCharacter } from '../support/any-character.ts';
import { API_TOKEN, anApi } from '../support/api-run.ts';
import { heapInUse } from '../support/heap-in-use.ts';

const ROUTES = await loadRoutes();

const RUNS = Number(process.env.HOSTILE_REQUESTS ?? 500);

const WARM_UP = Math.floor(RUNS / 5);
/** 8,000 requests that kept 4 KB each would show. */
const MOST_GROWTH_MEGABYTES = 30;

const mostly = <Value>(usual: fc.Arbitrary<Value>, ...others: fc.Arbitrary<Value>[]) =>
  fc.oneof({ weight: 6, arbitrary: usual }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));

const name = fc.constantFrom(
  ...[
    'jobId',
    'tickers',
    'tickerSource',
    'batchSize',
    'autoContinue',
    'startImmediately',
    'action',
    'useBatch',
  ],
  ...['range', 'maxBatches', 'limit', 'ticker', 'detailed', '__proto__', 'constructor', 'toString', ''],
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    -1,
    0,
    1e9,
    1e308,
    '__proto__',
    'batch_job_',
    'batch_job_1',
    'batch_job_1:plan',
    '*',
    '\0',
    '\ud800',
  ),
  fc.constantFrom(
    ['AAPL'],
    ['\u202eAAPL'],
    ['../..'],
    [['AAPL']],
    { length: 5 },
    'custom',
    'fill',
    true,
    false,
  ),
  fc.string({ unit: anyCharacter, maxLength: 300 }),
);

/** A body that would be taken, with some fields more or in the place of others. */
function bodyOf({ example }: LoadedRoute): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 3 });
  const text = mostly(fc.constant(example ?? {}), fc.constant({})).chain((base) =>
    pairs.map((more) => JSON.stringify({ ...base, ...Object.fromEntries(more) })),
  );
  return mostly<string | Uint8Array<ArrayBuffer>>(
    text,
    text.map((whole) => whole.slice(0, Math.floor(whole.length / 2))),
    fc.nat(5_000).map((depth) => `{"jobId":${'['.repeat(depth)}${']'.repeat(depth)}}`),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  );
}

const query = fc
  .array(fc.tuple(name, fc.string({ unit: anyCharacter, maxLength: 30 })), { maxLength: 4 })
  .map(
    (pairs) => new URLSearchParams(pairs.map(([key, text]): [string, string] => [key, text.toWellFormed()])),
  );
const headers = fc.record(
  {
    'content-type': mostly(fc.constant('application/json'), fc.constantFrom('text/html', 'x', '/;')),
    authorization: mostly(fc.constant(`Bearer ${API_TOKEN}`), fc.constantFrom('Bearer', 'Bearer wrong')),
    'idempotency-key': fc.string({ unit: 'grapheme-ascii', maxLength: 300 }).map((text) => text.trim()),
    prefer: fc.constantFrom('wait=0', 'respond-async, ,,', 'respond-async, wait=-1'),
    'if-none-match': fc.constantFrom('*', '"', 'W/', 'W/"x", *'),
    origin: fc.constantFrom('null', 'https://evil.example'),
  },
  { requiredKeys: ['content-type', 'authorization', 'prefer'] },
);

const request = fc.constantFrom(...ROUTES).chain((route) =>
  fc.record({
    path: mostly(fc.constant(route.path), fc.webPath()),
    method: mostly<string>(fc.constant(route.method), fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'DELETE')),
    body: bodyOf(route),
    headers,
    query,
  }),
);

test(`${RUNS} hostile requests cause no fault and leave no memory, and those that are refused write nothing`, async () => {
  let sent = 0;
  let heapBefore = 0;
  await fc.assert(
    fc.asyncProperty(request, async ({ path, method, body, headers, query }) => {
      // What is loaded and compiled once has been by then.
      if (sent++ === WARM_UP) heapBefore = heapInUse();
      const app = anApi();
      const hasBody = method !== 'GET' && method !== 'HEAD';
      const url = `http://localhost/${path.replace(/^\/+/, '')}?${query}`;
      const init = { method, headers: new Headers(headers), ...(hasBody ? { body } : {}) };
      const response = await app.clock.settle(app.api(new Request(url, init)));
      expect(response.status, `${await response.text()} ${app.log}`).toBeLessThan(500);
      if (response.status >= 400) expect(await app.redis.ask('DBSIZE')).toBe(0);
    }),
    { numRuns: RUNS },
  );
  expect(heapInUse() - heapBefore).toBeLessThan(MOST_GROWTH_MEGABYTES);
}, 600_000);
