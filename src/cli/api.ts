import type * as z from 'zod';
import { ApiRefused, NotReachable } from './client-error.ts';
import { problemReplySchema } from './replies.ts';

/**
 * A deployment of fill-cache. Each call throws {@link ApiRefused} if it refuses the request, and
 * {@link NotReachable} if nothing answers, or something that is no fill-cache.
 */
export interface Api {
  get<Reply>(path: string, schema: z.ZodType<Reply>): Promise<Reply>;
  /** @returns no reply if nothing has changed since the one that had this tag; a tag for the next call in either case. */
  getIfChanged<Reply>(
    path: string,
    schema: z.ZodType<Reply>,
    tag: string | null,
  ): Promise<{ reply: Reply | null; tag: string | null }>;
  post<Reply>(
    path: string,
    body: object,
    schema: z.ZodType<Reply>,
    headers?: Record<string, string>,
  ): Promise<Reply>;
}

export interface ApiConfig {
  /** Without a slash at its end. */
  url: string;
  token: string | null;
  fetch: typeof globalThis.fetch;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

const READING_SECONDS = 60;
/** What a function at Vercel is given: planning all US listings, or waiting for a batch, may take a good part of it. */
const WRITING_SECONDS = 300;
const NOT_MODIFIED = 304;

export function createApi({ url, token, fetch, stop }: ApiConfig): Api {
  const request = async (
    method: Method,
    path: string,
    seconds: number,
    init: RequestInit,
  ): Promise<Received> => {
    const what = `${method} ${url}${path}`;
    try {
      const response = await fetch(`${url}${path}`, {
        ...init,
        method,
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...init.headers,
        },
        // Followed, a POST could become a GET, and the token would be left behind.
        redirect: 'manual',
        signal: AbortSignal.any([stop, AbortSignal.timeout(seconds * 1_000)]),
      });
      return { method, what, response, text: await response.text() };
    } catch (error) {
      throw new NotReachable(method, `${what} got no answer (${reasonOf(error, seconds)}). ${WHERE}`, {
        cause: error,
      });
    }
  };

  return {
    get: async (path, schema) => readReply(await request('GET', path, READING_SECONDS, {}), schema),
    async getIfChanged(path, schema, tag) {
      const headers: Record<string, string> = tag === null ? {} : { 'if-none-match': tag };
      const received = await request('GET', path, READING_SECONDS, { headers });
      const newTag = received.response.headers.get('etag');
      if (received.response.status === NOT_MODIFIED) return { reply: null, tag: newTag ?? tag };
      return { reply: readReply(received, schema), tag: newTag };
    },
    post: async (path, body, schema, headers = {}) =>
      readReply(
        await request('POST', path, WRITING_SECONDS, {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        }),
        schema,
      ),
  };
}

const WHERE = 'Is fill-cache there? --url, or else FILL_CACHE_URL, says where it is.';

type Method = NotReachable['method'];

interface Received {
  method: Method;
  what: string;
  response: Response;
  text: string;
}

function readReply<Reply>({ method, what, response, text }: Received, schema: z.ZodType<Reply>): Reply {
  const { status, headers } = response;
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location !== null) {
    throw new NotReachable(
      method,
      `${what} sends on to ${originOf(location, what)}: give that address as --url.`,
    );
  }
  const json = readJson(text);
  const problem = response.ok ? null : problemReplySchema.safeParse(json);
  if (problem?.success) {
    const wait = headers.get('retry-after') ?? '';
    throw new ApiRefused(status, problem.data, /^\d{1,6}$/.test(wait) ? Number(wait) : null);
  }
  const reply = response.ok ? schema.safeParse(json) : null;
  if (reply?.success) return reply.data;
  const type = headers.get('content-type')?.split(';')[0] ?? 'nothing';
  const wrong = reply?.error.issues[0]?.path.join('.');
  throw new NotReachable(
    method,
    `${what} got HTTP ${status} with ${type}${wrong ? ` (wrong: ${wrong})` : ''}, which is no answer that this client knows. ${WHERE}`,
    { cause: reply?.error },
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The rest of an address is for machines. */
function originOf(location: string, what: string): string {
  const base = what.slice(what.indexOf(' ') + 1);
  return URL.canParse(location, base) ? new URL(location, base).origin : 'nowhere';
}

/** `fetch failed` says nothing: the reason is the code of its cause. */
function reasonOf(error: unknown, seconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `none within ${seconds} s`;
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}
