import type { AccessConfig } from '../../src/http/access.ts';
import { type AppConfig, createApp } from '../../src/http/app.ts';
import { loadRoutes } from '../../src/http/routes.ts';
import { runForAction } from '../../src/jobs/run-for-action.ts';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import type { PriceSource } from '../../src/sources/price-source.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { inputsOf } from './chain-run.ts';
import { createFakeClock } from './fake-clock.ts';
import { aJob, aPlan, NOON } from './job-fixtures.ts';
import { createMemoryRedis } from './memory-redis.ts';
import { createScriptedSource } from './scripted-source.ts';
import { createScriptedWorkflow } from './scripted-workflow.ts';

// A first request would wait for the files of its route, and a clock that stands still cannot wait for a disk.
await loadRoutes();

export const API_TOKEN = 'token-that-may-do-all';
export const OPEN_ACCESS: AccessConfig = {
  apiToken: API_TOKEN,
  readToken: 'token-that-reads',
  cronSecret: 'token-of-the-scheduler',
  allowAnonymous: false,
  corsOrigins: [],
};

type Given = Omit<Partial<AppConfig>, 'access'> & { access?: Partial<AccessConfig>; source?: PriceSource };

/** The HTTP API over a Redis in memory, a scripted GitHub and source, on a clock that tests turn. */
export function anApi({ access, ...given }: Given = {}) {
  const clock = createFakeClock(NOON);
  const redis = createMemoryRedis(clock.now);
  const workflow = createScriptedWorkflow();
  const source = createScriptedSource();
  const log: string[] = [];
  let drawn = 0;
  const config: AppConfig = {
    redis,
    workflow,
    source,
    clock,
    random() {
      drawn += 1;
      return (drawn % 997) / 997;
    },
    fetch: () => Promise.reject(new Error('no list is fetched')),
    tickerListUrl: undefined,
    notices: NO_NOTICES,
    log: (line) => log.push(line),
    ...given,
    access: { ...OPEN_ACCESS, ...access },
  };
  const api = createApp(config);
  const send = (path: string, init: RequestInit = {}) => {
    const headers = {
      authorization: `Bearer ${API_TOKEN}`,
      ...Object.fromEntries(new Headers(init.headers)),
    };
    return api(new Request(`http://localhost:3210${path}`, { ...init, headers }));
  };
  const post = (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ) =>
    send(`/api/${path}`, {
      signal,
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const startWork = (inputs: Record<string, string>, runId: string) =>
    runForAction(
      {
        inputs: inputsOf(inputs),
        event: null,
        runId,
        cause: 'workflow_dispatch',
        cancelSignal: new AbortController().signal,
      },
      { ...config, redis, github: { dispatch: async () => {} } },
    );

  return {
    clock,
    redis,
    workflow,
    source,
    log,
    api,
    send,
    post,
    get: (path: string, headers: Record<string, string> = {}) => send(`/api/${path}`, { headers }),
    /** Waits while the clock is turned, and reads the answer. */
    async settle(answer: Promise<Response>) {
      const response = await clock.settle(answer);
      return { status: response.status, headers: response.headers, body: await readJson(response) };
    },
    /** A job in Redis, as if it had been made at noon. */
    async given(job = aJob(), plan = aPlan(job.toProcess)) {
      await writeJob(redis, job, plan);
      return job.id;
    },
    startWork,
    /** What the workflow would do: one run of the chain, with these inputs. */
    work: (inputs: Record<string, string>, runId = '101') => clock.settle(startWork(inputs, runId)),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at answers as callers do, key by key.
async function readJson(response: Response): Promise<any> {
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}
