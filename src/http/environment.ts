import { systemClock } from '../fetching/system-clock.ts';
import { createGitHub } from '../github/create-github.ts';
import { readEnvironment } from '../sources/environment.ts';
import { createLazySource } from '../sources/lazy-source.ts';
import { createRedis } from '../store/redis.ts';
import type { AccessConfig } from './access.ts';
import { type AppConfig, createApp, type FetchHandler } from './app.ts';
import { Problem, problemResponse } from './problem.ts';

/** Somebody waits for the answer: give up on Redis sooner than a run does. */
const REDIS_TIMEOUT_MILLISECONDS = 5_000;
const REDIS_RETRIES = 2;

/** The app that the environment describes; one that answers 503 with the reason if a variable is not usable. */
export function createAppFromEnvironment(env: NodeJS.ProcessEnv): FetchHandler {
  try {
    return createApp(configFromEnvironment(env));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return async () => problemResponse(new Problem('not-configured', message));
  }
}

/**
 * The adapters that the environment asks for. What is missing is null, and told to whoever needs it.
 *
 * @throws an error with one sentence if a variable is there but not usable.
 */
export function configFromEnvironment(env: NodeJS.ProcessEnv): AppConfig {
  const { yahoo, tickerListUrl } = readEnvironment(env);
  return {
    redis: redisOf(env),
    workflow: requireWorkflow(env),
    source: createLazySource(async () => {
      const { createYahooSource } = await import('../sources/yahoo.ts');
      return createYahooSource({ ...yahoo, now: () => new Date() });
    }),
    clock: systemClock,
    random: Math.random,
    fetch,
    tickerListUrl,
    log: (line) => console.log(line),
    access: accessOf(env),
  };
}

function redisOf(env: NodeJS.ProcessEnv) {
  const url = env.UPSTASH_REDIS_REST_URL || env.KV_REST_API_URL;
  const token = env.UPSTASH_REDIS_REST_TOKEN || env.KV_REST_API_TOKEN;
  if (!url || !token) return null;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error('UPSTASH_REDIS_REST_URL is not usable: it must be the https address of the database.');
  }
  return createRedis({ url, token, timeoutMilliseconds: REDIS_TIMEOUT_MILLISECONDS, retries: REDIS_RETRIES });
}

function requireWorkflow(env: NodeJS.ProcessEnv) {
  const { GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token } = env;
  if (!repository || !token) return null;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new Error('GITHUB_REPOSITORY is not usable: it must be owner/name.');
  }
  return createGitHub({
    repository,
    token,
    apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
    ref: env.GITHUB_REF_NAME || 'main',
    clock: systemClock,
    random: Math.random,
  });
}

function accessOf(env: NodeJS.ProcessEnv): AccessConfig {
  return {
    apiToken: env.FILL_CACHE_API_TOKEN || null,
    readToken: env.FILL_CACHE_READ_TOKEN || null,
    cronSecret: env.CRON_SECRET || null,
    allowAnonymous: env.FILL_CACHE_ALLOW_ANONYMOUS === '1',
    corsOrigins: (env.FILL_CACHE_CORS_ORIGINS ?? '').split(/[\s,]+/).filter(Boolean),
  };
}
