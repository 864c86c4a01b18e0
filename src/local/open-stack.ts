import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Flags } from '../cli/local-flags.ts';
import { readAgainCommand } from '../cli/local-texts.ts';
import { createApp } from '../http/app.ts';
import { configFromEnvironment } from '../http/environment.ts';
import { withPage } from '../http/page-files.ts';
import { serveApi } from '../http/serve-api.ts';
import { holdsPricesOf } from '../jobs/unfinished-jobs.ts';
import { dropLeases } from '../store/lease.ts';
import { openDataFolder } from './data-folder.ts';
import { createGitHubStandIn } from './github/stand-in.ts';
import { openMarket } from './market/open-market.ts';
import { openRedis } from './open-redis.ts';
import { StartRefused } from './start-refused.ts';

/** Everything that a start has opened, all of it on loopback. */
export type Stack = Awaited<ReturnType<typeof openStack>>;

export interface StackConfig {
  flags: Flags;
  env: NodeJS.ProcessEnv;
  root: string;
  /** Gets what the servers report of requests that failed. */
  log(line: string): void;
}

/** @throws an error whose message is one sentence; what was opened before it is closed again. */
export async function openStack({ flags, env, root, log }: StackConfig) {
  await using opening = new AsyncDisposableStack();
  const folder = opening.adopt(openDataFolder(resolve(env.FILL_CACHE_HOME || '.fill-cache')), closePart);
  const redis = opening.adopt(await openRedis(env, folder), closePart);
  // Nobody is at work in it yet: what a killed start has left would keep its lanes from being started again.
  if (redis.kind === 'embedded') await dropLeases(redis.redis, Date.now());
  const market = opening.adopt(
    await openMarket({
      wanted: flags.market,
      env,
      isRealRedis: redis.kind !== 'embedded',
      holdsRealPrices: () => holdsPricesOf(redis.redis, 'yahoo'),
      fetch,
      now: () => new Date(),
      log,
    }),
    closePart,
  );
  const database = { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token };
  const secrets = { ...passedOn(env, NOTICE_SECRETS), ...database };
  const vars = { ...passedOn(env, NOTICE_VARIABLES), YAHOO_FINANCE_URL: market.url ?? '' };
  const machine = passedOn(env, ACTION_VARIABLES);
  const { runsFolder, historyFolder } = folder;
  const token = randomUUID();
  const site = {
    root,
    repository: REPOSITORY,
    token,
    secrets,
    vars,
    env: machine,
    runsFolder,
    historyFolder,
  };
  const github = await folder.onKeptPort('githubPort', (port) => createGitHubStandIn({ ...site, port, log }));
  let runsEnded: Promise<void> | null = null;
  const endRuns = () => (runsEnded ??= github.close());
  opening.defer(endRuns);
  const { port } = flags;
  const config = configFromEnvironment({
    ...{ ...machine, ...passedOn(env, ACCESS_VARIABLES), ...secrets, ...vars },
    ...{ GITHUB_REPOSITORY: REPOSITORY, GITHUB_TOKEN: token },
    ...{ GITHUB_API_URL: github.url, GITHUB_SERVER_URL: github.url },
    // On loopback nobody needs a token.
    FILL_CACHE_ALLOW_ANONYMOUS: '1',
  });
  const handler = withPage(createApp({ ...config, log }), root);
  const api = opening.adopt(
    await serveApi(handler, { port, log }).catch((error: NodeJS.ErrnoException) => {
      const reason = PORT_PROBLEMS[error.code ?? ''];
      const advice = 'give another one by --port, or --port 0 for any free one.';
      const sentence = `Port ${port} cannot be had for the HTTP API (${reason}): ${advice}`;
      throw reason ? new StartRefused(sentence, { cause: error }) : error;
    }),
    closePart,
  );
  const open = opening.move();
  return {
    ...{ redis, market, github, api },
    readAgain: readAgainCommand(env, flags.market),
    /** Cancels the runs, and waits until they have written what they have. */
    endRuns,
    close: () => open.disposeAsync(),
  };
}

const REPOSITORY = 'local/fill-cache';
/** What the action reads of its machine besides what the workflow tells it. */
const ACTION_VARIABLES = ['TICKER_LIST_URL', 'YAHOO_FINANCE_TIMEOUT'];
/** Who is told of jobs, as the workflow and the HTTP API read it. */
const NOTICE_SECRETS = ['FILL_CACHE_NOTIFY_URL', 'FILL_CACHE_NOTIFY_SECRET', 'FILL_CACHE_HEARTBEAT_URL'];
const NOTICE_VARIABLES = ['FILL_CACHE_NOTIFY_ON', 'FILL_CACHE_PAGE_URL'];
/** Who may call the HTTP API; without a token everybody on this machine. */
const ACCESS_VARIABLES = [
  ...['FILL_CACHE_API_TOKEN', 'FILL_CACHE_READ_TOKEN', 'CRON_SECRET', 'FILL_CACHE_CORS_ORIGINS'],
];
const PORT_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it',
  EACCES: 'this user may not',
};

function closePart(part: { close(): void | Promise<void> }): void | Promise<void> {
  return part.close();
}

function passedOn(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
