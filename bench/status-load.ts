import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { factValue } from '../src/store/facts-record.ts';
import { KEYS } from '../src/store/keys.ts';
import { createRedis } from '../src/store/redis.ts';
import { writeJob } from '../src/store/write-job.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { aFact, aJob, aPlan } from '../test/support/job-fixtures.ts';

/** What callers got from a path. */
export interface LoadFigure {
  what: string;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

const CALLERS = 10;
const SECONDS = 5;
/** An S&P 500 in the middle of its job. */
const TICKERS = 500;
const DONE = 50;

const loadSchema = z.object({
  requests: z.object({ average: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  errors: z.literal(0),
  non2xx: z.literal(0),
});

/** Loads the status and, on the same server, a handler that does nothing; server, Redis and callers are processes of their own. */
export async function measureStatusLoad(): Promise<LoadFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-bench-'));
  const children: ChildProcess[] = [];
  const serve = async (file: string, args: string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(REPOSITORY_ROOT, file), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [url] = await once(createInterface(child.stdout), 'line');
    return String(url);
  };
  try {
    const token = 'bench';
    const redisUrl = await serve('test/support/redis-process.ts', [
      '--file',
      join(folder, 'redis.sqlite'),
      '--token',
      token,
    ]);
    const jobId = await fill(redisUrl, token);
    const url = await serve('bench/status-server.ts', [], {
      UPSTASH_REDIS_REST_URL: redisUrl,
      UPSTASH_REDIS_REST_TOKEN: token,
      FILL_CACHE_ALLOW_ANONYMOUS: '1',
    });
    const status = `${url}/api/fill-cache-batch-status?jobId=${jobId}`;
    await load('until it is compiled', status);
    return [
      await load('a handler that does nothing', `${url}/bare`),
      await load('status', status),
      await load('status, detailed', `${status}&detailed=true`),
    ];
  } finally {
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
    await rm(folder, { recursive: true });
  }
}

async function fill(url: string, token: string): Promise<string> {
  const redis = createRedis({ url, token });
  const job = aJob({ toProcess: TICKERS, startedAt: new Date().toISOString() });
  await writeJob(redis, job, aPlan(TICKERS));
  const facts = Array.from({ length: DONE }, (_, index) => [index + 1, factValue(aFact())]).flat();
  await redis.pipeline([['HSET', KEYS.done(job.id), ...facts]]);
  return job.id;
}

async function load(what: string, url: string): Promise<LoadFigure> {
  const autocannon = fileURLToPath(import.meta.resolve('autocannon'));
  const args = ['--json', '--connections', CALLERS, '--duration', SECONDS, url];
  const { stdout } = await promisify(execFile)(process.execPath, [autocannon, ...args.map(String)]);
  const { requests, latency } = loadSchema.parse(JSON.parse(stdout));
  return { what, perSecond: requests.average, p50: latency.p50, p99: latency.p99 };
}
