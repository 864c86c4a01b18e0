import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

export interface AccessConfig {
  /** May read and write. */
  apiToken: string | null;
  /** May read. */
  readToken: string | null;
  /** May start the watchdog. */
  cronSecret: string | null;
  /** Without a token, every caller on loopback may read and write. */
  allowAnonymous: boolean;
  /** Origins whose pages may call. */
  corsOrigins: readonly string[];
}

/** What a route requires of its caller. `cron` is `write`, or the scheduler's secret. */
export type Access = 'open' | 'read' | 'write' | 'cron';

/** @throws {Problem} 401, 403 or 503 if the caller may not use the route. */
export function checkAccess(request: Request, needed: Access, config: AccessConfig): void {
  if (isAnonymous(config)) checkLoopback(request, needed, config);
  else if (needed !== 'open' && !isAllowed(bearerOf(request), needed, config)) {
    throw refusal(request, needed, config);
  }
}

/** Whether the caller may see more than the public: for routes that are open and say more to those who may read. */
export function mayRead(request: Request, config: AccessConfig): boolean {
  return isAnonymous(config) || isAllowed(bearerOf(request), 'read', config);
}

function isAnonymous({ apiToken, readToken, allowAnonymous }: AccessConfig): boolean {
  return allowAnonymous && apiToken === null && readToken === null;
}

function isAllowed(
  given: string,
  needed: Access,
  { apiToken, readToken, cronSecret }: AccessConfig,
): boolean {
  const good = [apiToken];
  if (needed === 'read') good.push(readToken);
  if (needed === 'cron') good.push(cronSecret);
  // All are compared, so that the time says nothing of which one matched.
  return good.map((token) => isToken(token, given)).includes(true);
}

function refusal(request: Request, needed: Access, config: AccessConfig): Problem {
  const variable = needed === 'cron' ? 'CRON_SECRET' : 'FILL_CACHE_API_TOKEN';
  const isSet = needed === 'cron' ? (config.cronSecret ?? config.apiToken) : config.apiToken;
  if (isSet === null && !(needed === 'read' && config.readToken !== null)) {
    return new Problem(
      'not-configured',
      `Nobody may call this yet: set the environment variable ${variable}.`,
    );
  }
  const given = bearerOf(request);
  if (needed !== 'read' && isToken(config.readToken, given)) {
    return new Problem('read-only-token', 'This token may only read: use that of FILL_CACHE_API_TOKEN.');
  }
  const message = given === '' ? 'A token is needed' : 'The token is not right';
  return new Problem('unauthorized', `${message}: send it as Authorization: Bearer ….`, {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

function bearerOf(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
}

/** Compares digests: the time depends neither on the token nor on its length. */
export function isToken(token: string | null, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token ?? ''), digest(given)) && token !== null && token !== '';
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A web page in the user's browser must not reach this server, also not by a host name that resolves to loopback. */
function checkLoopback(request: Request, needed: Access, { corsOrigins }: AccessConfig): void {
  const { origin, hostname } = new URL(request.url);
  if (!LOOPBACK.test(hostname)) {
    throw new Problem(
      'foreign-page',
      'Without a token this answers on localhost only: set FILL_CACHE_API_TOKEN.',
    );
  }
  if (needed === 'open') return;
  const from = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site') ?? 'none';
  const isOwn = from === null ? site === 'none' || site === 'same-origin' : from === origin;
  if (isOwn || (from !== null && corsOrigins.includes(from))) return;
  throw new Problem(
    'foreign-page',
    'Another web page may not call this: name its origin in FILL_CACHE_CORS_ORIGINS.',
  );
}
