import { withDeadline } from './deadline.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What came back over HTTP. */
export interface HttpReply {
  status: number;
  contentType: string;
  body: string;
  retryAfterMilliseconds: number | null;
  /** From a made-up market, by its header `x-fill-cache-market`. */
  simulated: boolean;
}

export interface HttpClient {
  /** Where requests go, without the credentials and the path that its URL may hold. */
  origin: string;
  /** Asks for a path and query at the origin. Rejects on no connection, a broken one, and a passed deadline. */
  get(pathAndQuery: string, headers: RequestInit['headers'], signal?: AbortSignal): Promise<HttpReply>;
}

/** The body would be larger than any chart. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

interface HttpClientConfig {
  origin: string;
  timeoutMilliseconds: number;
  fetch: typeof fetch;
  now: () => Date;
}

/**
 * HTTP to one origin: a deadline for the whole answer, a limit on its size that is counted after decompression, and
 * no redirects (Yahoo's lead to its consent page, a gateway's could lead anywhere).
 */
export function createHttpClient(config: HttpClientConfig): HttpClient {
  const url = new URL(config.origin);
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  // fetch refuses URLs with credentials in them: they go into the header that they stand for.
  const credentials = url.username === '' ? null : basicCredentials(url);
  return {
    origin: url.origin,
    get: (pathAndQuery, headers, signal) =>
      withDeadline(config.timeoutMilliseconds, signal, async (deadline) => {
        const sent = new Headers(headers);
        if (credentials) sent.set('authorization', credentials);
        const request: RequestInit = { headers: sent, redirect: 'manual', signal: deadline };
        const response = await config.fetch(base + pathAndQuery, request);
        return {
          status: response.status,
          contentType: response.headers.get('content-type') ?? '',
          body: await readBody(response),
          retryAfterMilliseconds: parseRetryAfter(response.headers.get('retry-after'), config.now()),
          simulated: response.headers.get(MARKET_HEADER) === SIMULATED,
        };
      }),
  };
}

/** The header that marks a made-up market. */
export const MARKET_HEADER = 'x-fill-cache-market';
export const SIMULATED = 'simulated';

/** A daily chart since 1927 is 2.6 MB; what is larger than this is no chart. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

async function readBody(response: Response): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by a throw cancels the stream, and with it the connection.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > BODY_LIMIT_BYTES) throw new BodyTooLarge(`more than ${BODY_LIMIT_BYTES / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}

function basicCredentials(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
