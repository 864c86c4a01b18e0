import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { viewJob } from '../../src/core/view.ts';
import { createGitHubStandIn, type GitHubStandIn } from '../../src/local/github/stand-in.ts';
import { readJob } from '../../src/store/read-job.ts';
import { createRedis, type Redis } from '../../src/store/redis.ts';
import { NODE_ENVIRONMENT } from './child-environment.ts';
import { type FaultHook, withFaults } from './faulty-github.ts';
import { type LoopbackYahoo, type LoopbackYahooOptions, startLoopbackYahoo } from './loopback-yahoo.ts';
import { startEmbeddedRedis, startRealRedisServer, type TestRedisServer } from './redis-servers.ts';

/** The whole chain on loopback: the built bundle and the real workflow, a Redis, a Yahoo. */
export interface ChainStack {
  redis: Redis;
  yahoo: LoopbackYahoo;
  github: GitHubStandIn;
  /** Every line that a run has printed. */
  lines: string[];
  close(): Promise<void>;
}

export interface ChainStackOptions {
  /** A real Redis in the place of the embedded one; or one that is at work already. */
  real?: boolean;
  face?: Pick<TestRedisServer, 'url' | 'token' | 'close'>;
  /** @default 'stand-in-token' */
  token?: string;
  yahoo?: LoopbackYahooOptions;
  faults?: FaultHook;
  env?: Record<string, string>;
  vars?: Record<string, string>;
  /** The repository whose workflows are run. @default the one of this checkout */
  root?: string;
  /** Where the actions of other repositories lie. */
  actions?: Record<string, string>;
  /** Beside those of Redis. */
  secrets?: Record<string, string>;
}

export const REPOSITORY_ROOT = fileURLToPath(new URL('../../', import.meta.url));

export async function startChainStack(options: ChainStackOptions = {}): Promise<ChainStack> {
  const face = options.face ?? (await (options.real ? startRealRedisServer() : startEmbeddedRedis()));
  const yahoo = await startLoopbackYahoo(options.yahoo);
  const runsFolder = await mkdtemp(join(tmpdir(), 'fill-cache-runs-'));
  const lines: string[] = [];
  const github = await createGitHubStandIn({
    root: options.root ?? REPOSITORY_ROOT,
    actions: options.actions ?? {},
    repository: 'someone/fill-cache',
    token: options.token ?? 'stand-in-token',
    runsFolder,
    historyFolder: join(runsFolder, 'history'),
    secrets: { ...options.secrets, UPSTASH_REDIS_REST_URL: face.url, UPSTASH_REDIS_REST_TOKEN: face.token },
    vars: { YAHOO_FINANCE_URL: yahoo.url, ...options.vars },
    env: { ...NODE_ENVIRONMENT, ...options.env },
    ...(options.faults ? { around: withFaults(options.faults) } : {}),
  });
  github.events.on('line', (_run, line) => lines.push(line.text));
  return {
    yahoo,
    github,
    lines,
    redis: createRedis({ url: face.url, token: face.token }),
    async close() {
      await github.close();
      await yahoo.close();
      await face.close();
      await rm(runsFolder, { recursive: true, force: true });
    },
  };
}

/** The view of a job, as anyone may read it at any time. */
export async function lookAt(stack: ChainStack, jobId: string) {
  const stored = await readJob(stack.redis, jobId);
  if (!stored) throw new Error(`There is no ${jobId}`);
  return viewJob(stored.job, stored.facts, stored.alive);
}

/** Distinct tickers, `T0` and on. */
export function tickerNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `T${index}`);
}
