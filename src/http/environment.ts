import { harmlessText } from '../core/harmless-text.ts';
import { InputRefused } from '../core/input-refused.ts';
import { systemClock } from '../fetching/system-clock.ts';
import { createGitHub } from '../github/create-github.ts';
import { type NoticeSettings, notifyConfigFromEnvironment, pageUrlFrom } from '../notices/notice-settings.ts';
import { createSource } from '../sources/create-source.ts';
import { readEnvironment } from '../sources/environment.ts';
import { createRedis } from '../store/redis.ts';
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
      apiToken: tokenOf(env, 'FILL_CACHE_API_TOKEN'),
      readToken: tokenOf(env, 'FILL_CACHE_READ_TOKEN'),
      cronSecret: tokenOf(env, 'CRON_SECRET'),
      allowAnonymous: env.FILL_CACHE_ALLOW_ANONYMOUS === '1',
      corsOrigins: originsOf(env, 'FILL_CACHE_CORS_ORIGINS'),
    },
  };
}

function redisOf(env: NodeJS.ProcessEnv) {
  const url = urlOf(env, 'UPSTASH_REDIS_REST_URL') ?? urlOf(env, 'KV_REST_API_URL');
  const token = tokenOf(env, 'UPSTASH_REDIS_REST_TOKEN') ?? tokenOf(env, 'KV_REST_API_TOKEN');
  if (url === null || token === null) return null;
  return createRedis({ url, token, timeoutMilliseconds: REDIS_TIMEOUT_MILLISECONDS, retries: REDIS_RETRIES });
}

function workflowOf(env: NodeJS.ProcessEnv) {
  const repository = textOf(env, 'GITHUB_REPOSITORY');
  const token = tokenOf(env, 'GITHUB_TOKEN');
  const apiUrl = urlOf(env, 'GITHUB_API_URL') ?? 'https://api.github.com';
  if (repository === '' || token === null) return null;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw notUsable('GITHUB_REPOSITORY', 'owner/name');
  const ref = textOf(env, 'GITHUB_REF_NAME') || 'main';
  return createGitHub({ repository, token, apiUrl, ref, clock: systemClock, random: Math.random });
}

function noticesOf(env: NodeJS.ProcessEnv): NoticeSettings {
  const repository = textOf(env, 'GITHUB_REPOSITORY');
  const server = urlOf(env, 'GITHUB_SERVER_URL') ?? 'https://github.com';
  return {
    config: notifyConfigFromEnvironment(env),
    pageUrl: pageUrlFrom(env),
    runsUrl: repository === '' ? null : `${server}/${repository}/actions/runs/`,
  };
}

/** Without the blanks and line breaks around it that pasting adds. */
function textOf(env: NodeJS.ProcessEnv, name: string): string {
  return env[name]?.trim() ?? '';
}

/** Null if it is not set. The error of the first request would show a token that no header can carry. */
function tokenOf(env: NodeJS.ProcessEnv, name: string): string | null {
  const text = textOf(env, name);
  if (/^[\x21-\x7e]*$/.test(text)) return text || null;
  throw notUsable(name, 'a token of printable ASCII characters, without a space or a line break inside');
}

/** Null if it is not set. No request can be sent to an address with credentials. */
function urlOf(env: NodeJS.ProcessEnv, name: string): string | null {
  const text = textOf(env, name);
  if (text === '') return null;
  // URL would remove a line break inside.
  const { protocol, username, password } = (/\s/.test(text) ? null : URL.parse(text)) ?? {};
  if (/^https?:$/.test(protocol ?? '') && username === '' && password === '') return text;
  throw notUsable(name, 'an http(s) address without a user name or a password');
}

/** As browsers send them in `Origin`. `null` is refused: every page in a sandbox sends it. */
function originsOf(env: NodeJS.ProcessEnv, name: string): string[] {
  const origins = textOf(env, name)
    .split(/[\s,]+/)
    .filter(Boolean);
  if (origins.every((origin) => /^[a-z][a-z\d+.-]*:\/\/[^/?#@]+$/i.test(origin))) return origins;
  throw notUsable(name, 'origins such as https://app.example, without a path, apart by commas or spaces');
}

/** Never shows the value: it is a secret, or may hold one. */
function notUsable(name: string, allowed: string): InputRefused {
  return new InputRefused(`${name} is not usable: it must be ${allowed}.`);
}
