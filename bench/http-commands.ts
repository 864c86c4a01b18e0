import { KEYS } from '../src/store/keys.ts';
import { createRedis, type Redis } from '../src/store/redis.ts';
import { writeJob } from '../src/store/write-job.ts';
import { appInRealTime } from '../test/support/app-in-real-time.ts';
import { aJob, aPlan } from '../test/support/job-fixtures.ts';
import { createScriptedSource } from '../test/support/scripted-source.ts';
import { createScriptedWorkflow } from '../test/support/scripted-workflow.ts';
import { type CountingRedis, startCountingRedis } from './counting-redis.ts';

/** What one call of the HTTP face costs, as Upstash bills it. */
export interface CommandFigure {
  what: string;
  limit: number;
  count: number;
  /** Those that were sent, by name. */
  names: string;
}

interface Case {
  what: string;
  limit: number;
  /** Below `/api/`; a GET unless there is a body. */
  path: string;
  body?: unknown;
  /** What is in Redis before. */
  prepare?: (redis: Redis) => Promise<unknown>;
}

const job = aJob();
const withJob = (redis: Redis) => writeJob(redis, job, aPlan());
const continued = { path: 'fill-cache-batch-continue', body: { jobId: job.id }, limit: 30 };

const CASES: readonly Case[] = [
  {
    what: 'status',
    path: `fill-cache-batch-status?jobId=${job.id}`,
    limit: 4,
    prepare: withJob,
  },
  {
    what: 'status, detailed',
    path: `fill-cache-batch-status?jobId=${job.id}&detailed=true`,
    limit: 4,
    prepare: withJob,
  },
  { what: 'watchdog, nothing open', path: 'cron/resume-stalled', limit: 3 },
  { what: 'a minute of continue, never started', ...continued, prepare: withJob },
  {
    what: 'a minute of continue, a run alive',
    ...continued,
    async prepare(redis) {
      await withJob(redis);
      await redis.pipeline([['SET', KEYS.lease(job.id, 1), '101']]);
    },
  },
];

/** Each call on a Redis of its own, side by side: two of them take a minute. */
export function measureHttpCommands(): Promise<CommandFigure[]> {
  return Promise.all(CASES.map(measure));
}

async function measure({ what, limit, path, body, prepare }: Case): Promise<CommandFigure> {
  const face = await startCountingRedis();
  try {
    const redis = createRedis(face);
    const api = appInRealTime({
      redis,
      workflow: createScriptedWorkflow(),
      source: createScriptedSource(),
    });
    await prepare?.(redis);
    const before = await billed(face);
    const sentBefore = new Map(face.outer);
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json', prefer: 'wait=60' };
    const response = await api(new Request(`http://localhost/api/${path}`, { headers, ...init }));
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const sent = [...face.outer].map(([name, count]) => [name, count - (sentBefore.get(name) ?? 0)] as const);
    return {
      what,
      limit,
      count: (await billed(face)) - before,
      names: sent
        .filter(([, count]) => count > 0)
        .map((one) => one.join(' '))
        .join(', '),
    };
  } finally {
    await face.close();
  }
}

async function billed(face: CountingRedis): Promise<number> {
  const sent = [...face.outer.values()].reduce((sum, count) => sum + count, 0);
  return sent + (await face.inner());
}
