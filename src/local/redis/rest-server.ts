import { createHash, timingSafeEqual } from 'node:crypto';
import { type ServedApi, serveApi } from '../serve-api.ts';
import { type RedisEngine, type RedisValue, type Reply, TransactionDiscarded } from './engine.ts';
import { parseRequest, RequestRefused } from './rest-request.ts';

interface Answer {
  status: number;
  body: Reply | Reply[];
}

/**
 * Upstash's REST protocol on loopback, in front of any engine: `POST /` one command, `/pipeline` and `/multi-exec` many,
 * `/get/key` a command as a path. Not here: RESP2 answers, MONITOR, SUBSCRIBE, read-only tokens. Closing it leaves the
 * engine open: it belongs to who made it.
 *
 * @param port 0: any free one
 * @param maxRequestBytes Upstash's limit is 10 MB
 * @returns its `url` is what a client takes as UPSTASH_REDIS_REST_URL
 * @throws Error (EADDRINUSE) if the port is taken
 */
export function createRestServer({
  engine,
  token,
  port = 0,
  maxRequestBytes = 10_485_760,
}: {
  engine: RedisEngine;
  token: string;
  port?: number;
  maxRequestBytes?: number;
}): Promise<ServedApi> {
  async function answer(request: Request): Promise<Answer> {
    const url = new URL(request.url);
    // The body is read whole before anything is refused: a client that is still sending would not see the answer.
    const body = await readBody(request, maxRequestBytes);
    if (!isToken(token, tokenOf(request, url)))
      throw new RequestRefused(401, 'WRONGPASS invalid or missing auth token');
    const { commands, mode } = parseRequest(request.method, url, body);
    const replies = await engine.execute(commands, mode === 'transaction' ? mode : 'pipeline');
    const [only] = replies;
    if (mode === 'single' && only) return { status: 'error' in only ? 400 : 200, body: only };
    return { status: 200, body: replies };
  }

  return serveApi(
    async (request) => {
      const { status, body } = await answer(request).catch(refusal);
      const isEncoded = request.headers.get('upstash-encoding') === 'base64';
      return Response.json(isEncoded ? encoded(body) : body, { status });
    },
    { port },
  );
}

function refusal(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RequestRefused) return { status: error.status, body: { error: message } };
  if (error instanceof TransactionDiscarded) return { status: 400, body: { error: message } };
  return { status: 500, body: { error: `ERR ${message}` } };
}

async function readBody({ body }: Request, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size <= limit) return Buffer.concat(chunks).toString();
  const sizes = `Limit: ${limit} bytes, Actual: ${size} bytes`;
  throw new RequestRefused(400, `ERR max request size exceeded. ${sizes}`);
}

function tokenOf({ headers }: Request, url: URL): string {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  return bearer ?? url.searchParams.get('_token') ?? '';
}

/** Compares digests, so that the time it takes says nothing about the token, nor about its length. */
function isToken(token: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(given));
}

/** Every string but a plain OK, as Upstash does it; a list's OK is encoded too. Errors stay as they are. */
function encoded(body: Reply | Reply[]): Reply | Reply[] {
  return Array.isArray(body) ? body.map(inBase64) : inBase64(body);
}

function inBase64(reply: Reply): Reply {
  return 'error' in reply || reply.result === 'OK' ? reply : { result: valueInBase64(reply.result) };
}

function valueInBase64(value: RedisValue): RedisValue {
  if (Array.isArray(value)) return value.map(valueInBase64);
  return typeof value === 'string' ? Buffer.from(value).toString('base64') : value;
}
