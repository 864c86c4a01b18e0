import type * as z from 'zod';
import { NotReachable, RequestRefused } from './client-error.ts';
import { problemSchema } from './replies.ts';

/**
 * A deployment of fill-cache. Each call throws {@link RequestRefused} if it says no, and {@link NotReachable} if nobody
 * answers, or somebody else.
 */
export interface Api {
  get<Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer>;
  /** @returns null if nothing has changed since the answer that had this tag. */
  getIfChanged<Answer>(
    path: string,
    schema: z.ZodType<Answer>,
    tag: string | null,
  ): Promise<{ answer: Answer; tag: string | null } | null>;
  post<Answer>(
    path: string,
    body: object,
    schema: z.ZodType<Answer>,
    headers?: Record<string, string>,
  ): Promise<Answer>;
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
  const ask = async (path: string, seconds: number, init: RequestInit) => {
    const what = `${init.method ?? 'GET'} ${url}${path}`;
    try {
      const response = await fetch(`${url}${path}`, {
        ...init,
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...init.headers,
        },
        // Followed, a POST could become a GET, and the token would be left behind.
        redirect: 'manual',
        signal: AbortSignal.any([stop, AbortSignal.timeout(seconds * 1_000)]),
      });
      return { what, response, text: await response.text() };
    } catch (error) {
      throw new NotReachable(`${what} got no answer (${reasonOf(error, seconds)}). ${WHERE}`, {
        cause: error,
      });
    }
  };

  return {
    get: async (path, schema) => readAnswer(await ask(path, READING_SECONDS, {}), schema),
    async getIfChanged(path, schema, tag) {
      const headers: Record<string, string> = tag === null ? {} : { 'if-none-match': tag };
      const answered = await ask(path, READING_SECONDS, { headers });
      if (answered.response.status === NOT_MODIFIED) return null;
      return { answer: readAnswer(answered, schema), tag: answered.response.headers.get('etag') };
    },
    post: async (path, body, schema, headers = {}) =>
      readAnswer(
        await ask(path, WRITING_SECONDS, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        }),
        schema,
      ),
  };
}

const WHERE = 'Is fill-cache there? --url, or else FILL_CACHE_URL, says where it is.';

interface Answered {
  what: string;
  response: Response;
  text: string;
}

function readAnswer<Answer>({ what, response, text }: Answered, schema: z.ZodType<Answer>): Answer {
  const { status, headers } = response;
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location !== null) {
    throw new NotReachable(`${what} sends on to ${originOf(location, what)}: give that address as --url.`);
  }
  const json = readJson(text);
  const problem = response.ok ? null : problemSchema.safeParse(json);
  if (problem?.success) {
    const wait = headers.get('retry-after') ?? '';
    throw new RequestRefused(status, problem.data, /^\d{1,6}$/.test(wait) ? Number(wait) : null);
  }
  const answer = response.ok ? schema.safeParse(json) : null;
  if (answer?.success) return answer.data;
  const type = headers.get('content-type')?.split(';')[0] ?? 'nothing';
  const wrong = answer?.error.issues[0]?.path.join('.');
  throw new NotReachable(
    `${what} got HTTP ${status} with ${type}${wrong ? ` (wrong: ${wrong})` : ''}, which is no answer that this client knows. ${WHERE}`,
    { cause: answer?.error },
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** No more of it: what stands behind the host is for machines. */
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
