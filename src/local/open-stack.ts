import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Flags } from '../cli/local-flags.ts';
import { createApp } from '../http/app.ts';
import { configFromEnvironment } from '../http/environment.ts';
import { openDataFolder } from './data-folder.ts';
import { createGitHubStandIn, type GitHubStandIn } from './github/stand-in.ts';
import { type OpenMarket, openMarket } from './market/open-market.ts';
import { readAgainCommand } from './messages.ts';
import { type OpenRedis, openRedis } from './open-redis.ts';
import { type ServedApi, serveApi } from './serve-api.ts';
import { holdsPricesOf } from './unfinished-jobs.ts';

/** Everything that a start has opened, all of it on loopback. */
export interface Stack {
  readonly redis: OpenRedis;
  readonly market: OpenMarket;
  readonly github: GitHubStandIn;
  readonly api: ServedApi;
  /** The command that starts a stack on the same data, to read them. */
  readonly readAgain: string;
  /** Cancels the runs, and waits until they have written what they have. */
  endRuns(): Promise<void>;
  close(): Promise<void>;
}

export interface StackConfig {
  flags: Flags;
  env: NodeJS.ProcessEnv;
  /** The checkout. */
  root: string;
  /** Gets what the servers report of requests that failed. */
  log(line: string): void;
}

/** @throws an error whose message is one sentence; what was opened before it is closed again. */
export async function openStack({ flags, env, root, log }: StackConfig): Promise<Stack> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  const opened = async <Part extends { close(): void | Promise<void> }>(part: Part | Promise<Part>) => {
    const open = await part;
    closers.push(() => open.close());
    return open;
  };
  try {
    const folder = await opened(openDataFolder(resolve(env.FILL_CACHE_HOME || join(root, '.fill-cache'))));
    const redis = await opened(openRedis(env, folder));
    const market = await opened(
      openMarket({
        wanted: flags.market,
        env,
        isRealRedis: redis.kind !== 'embedded',
        holdsRealPrices: () => holdsPricesOf(redis.redis, 'yahoo'),
        fetch,
        now: () => new Date(),
        log,
      }),
    );
    const secrets = {
      ...passedOn(env, NOTICE_SECRETS),
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
    };
    const vars = { ...passedOn(env, NOTICE_VARIABLES), YAHOO_FINANCE_URL: market.url ?? '' };
    const token = randomUUID();
    const github = await folder.onKeptPort('githubPort', (port) =>
      createGitHubStandIn({
        root,
        repository: REPOSITORY,
        token,
        runsFolder: folder.runsFolder,
        historyFolder: folder.historyFolder,
        secrets,
        vars,
        env: passedOn(env, ACTION_VARIABLES),
        port,
        log,
      }),
    );
    let runsEnded: Promise<void> | null = null;
    const endRuns = () => {
      runsEnded ??= github.close();
      return runsEnded;
    };
    closers.push(endRuns);
    const deployment = { GITHUB_REPOSITORY: REPOSITORY, GITHUB_TOKEN: token, GITHUB_API_URL: github.url };
    const access = passedOn(env, [...ACTION_VARIABLES, ...ACCESS_VARIABLES]);
    const apiEnv = { ...access, ...secrets, ...vars, ...deployment };
    const api = await opened(openLocalApi(flags.port, apiEnv, log));
    const readAgain = readAgainCommand(env, flags.market);
    return { redis, market, github, api, readAgain, endRuns, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Serves the HTTP API on loopback, where nobody needs a token. */
async function openLocalApi(
  port: number,
  env: NodeJS.ProcessEnv,
  log: StackConfig['log'],
): Promise<ServedApi> {
  const app = createApp({ ...configFromEnvironment({ ...env, FILL_CACHE_ALLOW_ANONYMOUS: '1' }), log });
  return serveApi(app, { port, log }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' || error.code === 'EACCES' ? new PortTaken(port, error) : error;
  });
}

/** The port of the HTTP API cannot be had. */
class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(port: number, cause: NodeJS.ErrnoException) {
    const reason = cause.code === 'EADDRINUSE' ? 'another program has it' : 'this user may not';
    const advice = 'give another one by --port, or --port 0 for any free one.';
    super(`Port ${port} cannot be had for the HTTP API (${reason}): ${advice}`, { cause });
  }
}

const REPOSITORY = 'local/fill-cache';
/** What the action reads of its machine besides what the workflow tells it. */
const ACTION_VARIABLES = ['TICKER_LIST_URL', 'YAHOO_FINANCE_TIMEOUT'];
/** Who is told of jobs, as the workflow and the HTTP API read it. */
const NOTICE_SECRETS = ['FILL_CACHE_NOTIFY_URL', 'FILL_CACHE_NOTIFY_SECRET', 'FILL_CACHE_HEARTBEAT_URL'];
const NOTICE_VARIABLES = ['FILL_CACHE_NOTIFY_ON', 'FILL_CACHE_PAGE_URL'];
/** Who may call the HTTP API; without a token everybody on this machine. */
const ACCESS_VARIABLES = [
  'FILL_CACHE_API_TOKEN',
  'FILL_CACHE_READ_TOKEN',
  'CRON_SECRET',
  'FILL_CACHE_CORS_ORIGINS',
];

function passedOn(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
