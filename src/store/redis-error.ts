import { errorMessage } from '../core/error-message.ts';

/** Everything that Redis can do to us, each with what to do about it. Never repeats a command or a token. */
export abstract class RedisError extends Error {
  abstract override readonly name: string;
}

export class RedisUnreachable extends RedisError {
  override readonly name = 'RedisUnreachable';
  constructor(url: string, cause: unknown) {
    super(
      `Redis at ${publicPart(url)} does not answer (${reasonOf(cause, url)}). A job that was made stays as it is: continue it when Redis is back.`,
      { cause },
    );
  }
}

export class RedisAccessDenied extends RedisError {
  override readonly name = 'RedisAccessDenied';
  constructor(url: string, said: string) {
    super(
      `Redis at ${publicPart(url)} refuses the token (${said}). Check UPSTASH_REDIS_REST_TOKEN: it must be the read-write token of that database.`,
    );
  }
}

export class RedisQuotaExceeded extends RedisError {
  override readonly name = 'RedisQuotaExceeded';
  constructor(said: string) {
    super(`Redis is full: ${said}. ${quotaAdvice(said)} Then continue the job, if it was made.`);
  }
}

export class RedisRequestTooLarge extends RedisError {
  override readonly name = 'RedisRequestTooLarge';
  constructor(said: string) {
    super(
      `Redis takes no request of this size (${said}). Use a shorter range, or compress: gzip, or a plan with larger requests.`,
    );
  }
}

export class RedisCommandFailed extends RedisError {
  override readonly name = 'RedisCommandFailed';
  constructor(said: string) {
    super(`Redis refused a command: ${said}.`);
  }
}

/** Names the kind of a failure, from the words that Upstash and Redis use. */
export function toRedisError(error: unknown, url: string): Error {
  if (error instanceof RedisError) return error;
  const text = redisWords(error);
  if (/^(WRONGPASS|NOAUTH|NOPERM|Unauthorized)/i.test(text)) return new RedisAccessDenied(url, text);
  if (/max request size exceeded|request entity too large/i.test(text)) return new RedisRequestTooLarge(text);
  if (/quota|max (daily )?requests? limit exceeded|max.*(storage|bandwidth).*exceeded|^OOM /i.test(text)) {
    return new RedisQuotaExceeded(text);
  }
  if (/^(ERR|WRONGTYPE|EXECABORT|NOSCRIPT|READONLY|MISCONF) /.test(text)) return new RedisCommandFailed(text);
  return new RedisUnreachable(url, error);
}

/** The client repeats the whole command after the words of Redis, which repeats its arguments: that is cut off. */
function redisWords(error: unknown): string {
  const message = errorMessage(error);
  const end = message.search(/, command was:|, with args beginning with:/);
  return oneLine(end === -1 ? message : message.slice(0, end));
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
}

/** Node repeats an address that it cannot use, with all that it carries. */
function reasonOf(cause: unknown, url: string): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const words = redisWords(inner) || (inner instanceof Error ? inner.name : 'no reason given');
  return words.replaceAll(/\bhttps?:\S+/g, publicPart(url));
}

/** The origin alone: a URL may carry credentials. */
function publicPart(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'the given redis-url';
}

function quotaAdvice(said: string): string {
  if (/daily/i.test(said))
    return 'The daily limit of commands starts anew at midnight UTC; a paid plan has none.';
  if (/max requests? limit/i.test(said)) {
    return 'The monthly limit of commands of the free plan is used up: move the database to pay as you go.';
  }
  if (/bandwidth/i.test(said)) return 'The monthly bandwidth is used up: move the database to a larger plan.';
  return 'Free space with compress: gzip, a shorter range or fewer tickers, or move the database to a larger plan.';
}
