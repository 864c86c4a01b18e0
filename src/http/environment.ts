import { harmlessText } from '../core/harmless-text.ts';
import { InputRefused } from '../core/input-refused.ts';
import { textVariable, tokenVariable, urlVariable, variableRefused } from '../core/read-variable.ts';
import { systemClock } from '../fetching/system-clock.ts';
import { gitHubSettingsFrom } from '../github/github-settings.ts';
import { createLazyGitHub } from '../github/lazy-github.ts';
import { type NoticeSettings, notifyConfigFromEnvironment, pageUrlFrom } from '../notices/notice-settings.ts';
import { createSource } from '../sources/create-source.ts';
import { readEnvironment } from '../sources/environment.ts';
import { createRedis } from '../store/redis.ts';
import { redisSettingsFrom } from '../store/redis-settings.ts';
import { type AppConfig, createApp, type FetchHandler } from './app.ts';
import { Problem, problemResponse } from './problem.ts';

/** A caller waits for the answer, so the limits are lower than those of a run. */
const REDIS_TIMEOUT_MILLISECONDS = 5_000;
const REDIS_RETRIES = 2;

/** The app that the environment describes; one that answers 503 with the reason if a variable is not usable. */
export function createAppFromEnvironment(env: NodeJS.ProcessEnv): FetchHandler {
  try {
    return createApp(configFromEnvironment(env));
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    return async () => problemResponse(new Problem('not-configured', error.message));
  }
}

/**
 * The adapters that the environment asks for. What is missing is null; whoever needs it gets the reason.
 *
 * @throws {InputRefused} with one sentence that names a variable that is set but not usable, without its value.
 */
export function configFromEnvironment(env: NodeJS.ProcessEnv): AppConfig {
  const { yahoo, tickerListUrl } = readEnvironment(env);
  return {
    redis: redisOf(env),
    workflow: workflowOf(env),
    source: createSource({ ...yahoo, now: () => new Date() }),
    clock: systemClock,
    random: Math.random,
    fetch,
    tickerListUrl,
    notices: noticesOf(env),
    log: (line) => console.log(harmlessText(line, 'log')),
    access: {
      apiToken: tokenVariable(env, 'FILL_CACHE_API_TOKEN'),
      readToken: tokenVariable(env, 'FILL_CACHE_READ_TOKEN'),
      cronSecret: tokenVariable(env, 'CRON_SECRET'),
      allowAnonymous: env.FILL_CACHE_ALLOW_ANONYMOUS === '1',
      corsOrigins: originsOf(env, 'FILL_CACHE_CORS_ORIGINS'),
    },
  };
}

function redisOf(env: NodeJS.ProcessEnv) {
  const settings = redisSettingsFrom(env);
  if (settings === null) return null;
  return createRedis({
    ...settings,
    timeoutMilliseconds: REDIS_TIMEOUT_MILLISECONDS,
    retries: REDIS_RETRIES,
  });
}

function workflowOf(env: NodeJS.ProcessEnv) {
  const settings = gitHubSettingsFrom(env);
  return settings && createLazyGitHub({ ...settings, clock: systemClock, random: Math.random });
}

function noticesOf(env: NodeJS.ProcessEnv): NoticeSettings {
  const repository = textVariable(env, 'GITHUB_REPOSITORY');
  const server = urlVariable(env, 'GITHUB_SERVER_URL') ?? 'https://github.com';
  return {
    config: notifyConfigFromEnvironment(env),
    pageUrl: pageUrlFrom(env),
    runsUrl: repository === '' ? null : `${server}/${repository}/actions/runs/`,
  };
}

/** As browsers send them in `Origin`. `null` is refused: every page in a sandbox sends it. */
function originsOf(env: NodeJS.ProcessEnv, name: string): string[] {
  const origins = textVariable(env, name)
    .split(/[\s,]+/)
    .filter(Boolean);
  if (origins.every((origin) => /^[a-z][a-z\d+.-]*:\/\/[^/?#@]+$/i.test(origin))) return origins;
  throw variableRefused(
    name,
    'origins such as https://app.example, without a path, apart by commas or spaces',
  );
}
