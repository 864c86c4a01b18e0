import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { loadRoutes } from '../../src/http/routes.ts';
import { serveApi } from '../../src/http/serve-api.ts';
import { KEYS } from '../../src/store/keys.ts';
import { API_TOKEN, anApi } from '../support/api-run.ts';
import { aJob } from '../support/job-fixtures.ts';
import { aDocument } from '../support/scripted-source.ts';

const ROUTES = await loadRoutes();

const document = JSON.parse(JSON.stringify(openApiDocument(ROUTES)));
const ajv = new Ajv2020({ validateFormats: false, strict: false });
ajv.addSchema(document, 'api');

/** Asks over a real server, and says what of the answer is not as the document has it. */
async function ask(url: string, method: string, path: string, query = '', body?: unknown, token = API_TOKEN) {
  const headers = {
    authorization: `Bearer ${token}`,
    prefer: 'respond-async',
    'content-type': 'application/json',
  };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${url}${path}${query}`, init);
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const pointer = [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    response.status,
    'content',
    type,
    'schema',
  ];
  const encoded = pointer.map((part) =>
    encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const validate = ajv.getSchema(`api#/${encoded.join('/')}`);
  const answer: unknown = type.includes('json') ? await response.json() : await response.text();
  validate?.(answer);
  return {
    status: response.status,
    wrong: validate ? (validate.errors ?? []) : `no ${response.status} ${type}`,
  };
}

async function serve() {
  const app = anApi({ clock: systemClock });
  await app.given(aJob({}, { maxBatches: 0 }));
  await app.redis.ask('SET', KEYS.ticker('AAPL'), JSON.stringify(aDocument('AAPL')));
  const served = await serveApi(app.api);
  onTestFinished(() => served.close());
  return { ...app, url: served.url };
}

const QUERIES: Record<string, string> = {
  '/api/fill-cache-batch-status': '?jobId=batch_job_12345&detailed=true',
  '/api/ticker-data': '?ticker=AAPL',
};

test.each(ROUTES)('$method $path answers as its document says', async ({ method, path, example }) => {
  const app = await serve();
  if (path.endsWith('retry')) {
    await app.redis.ask('HSET', KEYS.done('batch_job_12345'), 1, FAILED);
    await app.post('fill-cache-batch-cancel', { jobId: 'batch_job_12345' });
  }
  const { status, wrong } = await ask(app.url, method, path, QUERIES[path], example);
  expect([status, wrong]).toEqual([path.endsWith('continue') ? 202 : 200, []]);
});

test.each(ROUTES)(
  '$method $path has its problems in the document',
  async ({ method, path, access, body }) => {
    const { url } = await serve();
    const asked = body ? [{}, { jobId: 'batch_job_nobody' }] : [undefined];
    for (const one of asked)
      expect((await ask(url, method, path, '?jobId=x&jobId=y', one)).wrong).toEqual([]);
    if (access === 'open') return;
    expect(await ask(url, method, path, '', body ? {} : undefined, 'wrong')).toEqual({
      status: 401,
      wrong: [],
    });
  },
);

test('the CSV of a document is in the document of the API', async () => {
  const { url } = await serve();
  expect(await ask(url, 'GET', '/api/ticker-data', '?ticker=AAPL&format=csv')).toEqual({
    status: 200,
    wrong: [],
  });
});

const FAILED = JSON.stringify({
  milliseconds: 1,
  at: Date.parse('2026-11-24T17:00:00Z'),
  hop: 1,
  failures: [{ ticker: 'T1', error: 'No data', code: 'no-data', attempts: 1 }],
});
