import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type RedisEngine, type RedisValue, type Reply, TransactionDiscarded } from './engine.ts';
import { parseRequest, RequestRefused } from './rest-request.ts';

export interface RestServer {
  /** `http://127.0.0.1:<port>`: what a client takes as UPSTASH_REDIS_REST_URL. */
  url: string;
  /** Ends open requests and frees the port. The engine stays open: it belongs to who made it. */
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: Reply | Reply[];
}

/**
 * Upstash's REST protocol on loopback, in front of any engine: `POST /` one command, `/pipeline` and `/multi-exec` many,
 * `/get/key` a command as a path. Not here: RESP2 answers, MONITOR, SUBSCRIBE, read-only tokens.
 *
 * @param port 0: any free one
 * @param maxRequestBytes Upstash's limit is 10 MB
 * @throws Error (EADDRINUSE) if the port is taken
 */
export async function createRestServer({
  engine,
  token,
  port = 0,
  maxRequestBytes = 10_485_760,
}: {
  engine: RedisEngine;
  token: string;
  port?: number;
  maxRequestBytes?: number;
}): Promise<RestServer> {
  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    // The body is read whole before anything is refused: a client that is still sending would not see the answer.
    const body = await readBody(request, maxRequestBytes);
    if (!isToken(token, tokenOf(request, url))) {
      throw new RequestRefused(401, 'WRONGPASS invalid or missing auth token');
    }
    const { commands, mode } = parseRequest(request.method ?? 'GET', url, body);
    const replies = await engine.execute(commands, mode === 'transaction' ? mode : 'pipeline');
    const [only] = replies;
    if (mode === 'single' && only !== undefined) {
      return { status: 'error' in only ? 400 : 200, body: only };
    }
    return { status: 200, body: replies };
  }

  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request).catch(refusal);
    const encoded = request.headers['upstash-encoding'] === 'base64' ? inBase64(body) : body;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(encoded));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refusal(error: unknown): Answer {
  if (error instanceof RequestRefused) {
    return { status: error.status, body: { error: error.message } };
  }
  if (error instanceof TransactionDiscarded) {
    return { status: 400, body: { error: error.message } };
  }
  return { status: 500, body: { error: `ERR ${error instanceof Error ? error.message : String(error)}` } };
}

async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) {
      chunks.push(chunk);
    }
  }
  if (size > limit) {
    throw new RequestRefused(
      400,
      `ERR max request size exceeded. Limit: ${limit} bytes, Actual: ${size} bytes`,
    );
  }
  return Buffer.concat(chunks).toString();
}

function tokenOf(request: IncomingMessage, url: URL): string {
  const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return bearer ?? url.searchParams.get('_token') ?? '';
}

/** Compares digests, so that the time it takes says nothing about the token, nor about its length. */
function isToken(token: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(given));
}

/** Every string but a plain OK, as Upstash does it; a list's OK is encoded too. Errors stay as they are. */
function inBase64(body: Reply | Reply[]): Reply | Reply[] {
  if (Array.isArray(body)) {
    return body.map(replyInBase64);
  }
  return replyInBase64(body);
}

function replyInBase64(reply: Reply): Reply {
  return 'error' in reply || reply.result === 'OK' ? reply : { result: valueInBase64(reply.result) };
}

function valueInBase64(value: RedisValue): RedisValue {
  if (Array.isArray(value)) {
    return value.map(valueInBase64);
  }
  return typeof value === 'string' ? Buffer.from(value).toString('base64') : value;
}
