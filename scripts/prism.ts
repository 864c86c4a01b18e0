// Checks the HTTP API against its own OpenAPI document with an independent tool. Prism runs between caller and server: it
// refuses a request that does not match the document (422), and replaces an answer that does not match by an error (500).
// It is fetched for this alone: 213 packages are too many to bring along.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../src/fetching/system-clock.ts';
import { openApiDocument } from '../src/http/openapi.ts';
import type { LoadedRoute } from '../src/http/route.ts';
import { loadRoutes } from '../src/http/routes.ts';
import { serveApi } from '../src/http/serve-api.ts';
import { factValue } from '../src/store/facts-record.ts';
import { KEYS } from '../src/store/keys.ts';
import { writeEnd } from '../src/store/write-end.ts';
import { API_TOKEN, anApi } from '../test/support/api-run.ts';
import { aFact, aFailure, aJob } from '../test/support/job-fixtures.ts';
import { aDocument } from '../test/support/scripted-source.ts';

const ROUTES = await loadRoutes();

const PRISM = '@stoplight/prism-cli@5.16.0';
const JOB = 'batch_job_12345';

interface Call {
  query: string;
  body: unknown;
}

const QUERIES: Record<string, string> = {
  '/api/fill-cache-batch-status': `?jobId=${JOB}&detailed=true`,
  '/api/ticker-data': '?ticker=AAPL',
};
/** What a good call is answered with, where that is not 200: nobody waits for the batch. */
const STATUSES: Record<string, number> = { '/api/fill-cache-batch-continue': 202 };

let { api } = await apiFor('');
const served = await serveApi((request) => api(request));
const folder = await mkdtemp(join(tmpdir(), 'fill-cache-prism-'));
const prism = await startPrism(served.url);
let calls = 0;
try {
  for (const route of ROUTES) {
    const call: Call = { query: QUERIES[route.path] ?? '', body: route.example };
    const text = JSON.stringify(call);
    await check(route, call, API_TOKEN, STATUSES[route.path] ?? 200);
    if (route.access !== 'open') await check(route, call, 'wrong', 401);
    if (text.includes(JOB))
      await check(route, JSON.parse(text.replace(JOB, 'batch_job_nobody')), API_TOKEN, 404);
  }
} finally {
  await prism.close();
  await served.close();
  await rm(folder, { recursive: true });
}
console.log(`prism has looked at ${calls} calls of ${ROUTES.length} operations.`);

async function check({ method, path }: LoadedRoute, { query, body }: Call, token: string, expected: number) {
  ({ api } = await apiFor(path));
  const headers = {
    authorization: `Bearer ${token}`,
    prefer: 'respond-async',
    'content-type': 'application/json',
  };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${prism.url}${path}${query}`, { method, headers, ...init });
  const answer = await response.text();
  calls += 1;
  if (response.status === expected) return;
  console.error(`${method} ${path}: ${response.status} instead of ${expected}: ${answer}`);
  process.exitCode = 1;
}

/** The HTTP API on a Redis in memory that holds what this path reads. */
async function apiFor(path: string) {
  const app = anApi({ clock: systemClock });
  const job = aJob({}, { maxBatches: 0 });
  await app.given(job);
  await app.redis.ask('SET', KEYS.ticker('AAPL'), JSON.stringify(aDocument('AAPL')));
  if (path.endsWith('retry')) {
    const fact = factValue(aFact({ failures: [aFailure('T1')] }));
    await app.redis.ask('HSET', KEYS.done(JOB), '1', fact);
    const at = new Date().toISOString();
    await writeEnd(app.redis, job, { status: 'cancelled', by: 'me', at, successful: 4, failed: 1 });
  }
  return app;
}

async function startPrism(upstream: string) {
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(openApiDocument(ROUTES)));
  const tool = ['exec', '--yes', '--ignore-scripts', `--package=${PRISM}`, '--', 'prism'];
  const child = spawn('npm', [...tool, 'proxy', file, upstream, '--errors', '--port', '0'], {
    // npm does not hand a signal on: its whole group is ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    output.push(line);
    const [url] = /http:\/\/127\.0\.0\.1:\d+$/.exec(line) ?? [];
    if (!url || !line.includes('listening')) continue;
    child.stdout.resume();
    return {
      url,
      async close() {
        const ended = once(child, 'close');
        if (child.pid !== undefined) process.kill(-child.pid);
        await ended;
      },
    };
  }
  throw new Error(`${PRISM} did not start:\n${output.join('\n')}`);
}
