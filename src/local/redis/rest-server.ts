import { errorMessage } from '../../core/error-message.ts';
import { isToken } from '../../http/access.ts';
import { type ServedApi, serveApi } from '../../http/serve-api.ts';
import { type RedisEngine, type RedisValue, type Reply, TransactionDiscarded } from './engine.ts';
import { parseRequest, RestRefused } from './rest-request.ts';

export interface RestServerOptions {
  engine: RedisEngine;
  token: string;
  /** @default 0, any free one */
  port?: number;
  /** @default 10_485_760, as Upstash's */
  maxRequestBytes?: number;
}

/**
 * Upstash's REST protocol on loopback, in front of any engine: `POST /` one command, `/pipeline` and `/multi-exec` many,
 * `/get/key` a command as a path. Not here: RESP2 answers, MONITOR, SUBSCRIBE, read-only tokens. Closing it leaves the
 * engine open: it belongs to who made it.
 */
export function createRestServer(options: RestServerOptions): Promise<ServedApi> {
  const { engine, token, port = 0, maxRequestBytes = 10_485_760 } = options;
  return serveApi(
    async (request) => {
      const [status, body] = await answer(request).catch(refusal);
      const isEncoded = request.headers.get('upstash-encoding') === 'base64';
      const encoded = () => (Array.isArray(body) ? body.map(inBase64) : inBase64(body));
      return Response.json(isEncoded ? encoded() : body, { status });
    },
    { port },
  );

  async function answer(request: Request): Promise<Answer> {
    const url = new URL(request.url);
    // The body is read whole before anything is refused: a client that is still sending would not see the answer.
    const body = await readBody(request, maxRequestBytes);
    const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    if (!isToken(token, bearer ?? url.searchParams.get('_token') ?? ''))
      throw new RestRefused(401, 'WRONGPASS invalid or missing auth token');
    const { commands, mode } = parseRequest(request.method, url, body);
    const replies = await engine.execute(commands, mode === 'transaction' ? mode : 'pipeline');
    const [only] = replies;
    return mode === 'single' && only ? ['error' in only ? 400 : 200, only] : [200, replies];
  }
}

type Answer = [status: number, body: Reply | Reply[]];

function refusal(error: unknown): Answer {
  const message = errorMessage(error);
  if (error instanceof RestRefused) return [error.status, { error: message }];
  if (error instanceof TransactionDiscarded) return [400, { error: message }];
  return [500, { error: `ERR ${message}` }];
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
  throw new RestRefused(400, `ERR max request size exceeded. ${sizes}`);
}

/** Every string but a plain OK, as Upstash does it; a list's OK is encoded too. Errors stay as they are. */
function inBase64(reply: Reply): Reply {
  return 'error' in reply || reply.result === 'OK' ? reply : { result: valueInBase64(reply.result) };
}

function valueInBase64(value: RedisValue): RedisValue {
  if (Array.isArray(value)) return value.map(valueInBase64);
  return typeof value === 'string' ? Buffer.from(value).toString('base64') : value;
}
