import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ApiRequest } from './api.ts';
import { type ApiAnswer, refuse } from './api-answer.ts';

/** How a request goes wrong, for tests of those who make it. */
export interface Fault {
  /**
   * What the caller gets in place of GitHub's answer: another one, a cut connection, or nothing at all until the
   * stand-in closes.
   */
  readonly answer?: ApiAnswer | 'reset' | 'silence';
  /**
   * How often the event is delivered. Without it: once if GitHub's own answer stands, else not at all. So
   * `{ deliveries: 0 }` loses it after its 204, 2 delivers it twice, and `{ answer: …502, deliveries: 1 }` lets it
   * land though the caller thinks that it failed.
   */
  readonly deliveries?: number;
}

export type FaultHook = (request: ApiRequest) => Fault | undefined;

export interface ApiServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback. `answer` is asked for each request, and told how often to deliver what it asks for. */
export async function startApiServer(
  port: number,
  answer: (request: ApiRequest, deliveries: number) => ApiAnswer,
  faultOf: FaultHook,
): Promise<ApiServer> {
  const server = createServer((incoming, response) => {
    void respond(incoming, response).catch((error: unknown) => {
      send(response, refuse(500, error instanceof Error ? error.message : String(error)));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`No port was given for ${address}.`);

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const fault = faultOf(request);
    const deliveries = fault?.deliveries ?? (fault?.answer === undefined ? 1 : 0);
    const own = answer(request, deliveries);
    if (fault?.answer === 'silence') return;
    if (fault?.answer === 'reset') incoming.socket.destroy();
    else send(response, fault?.answer ?? own);
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? 'GET',
    path: new URL(incoming.url ?? '/', 'http://127.0.0.1').pathname,
    authorization: incoming.headers.authorization ?? '',
    body: Buffer.concat(chunks).toString(),
  };
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, body === undefined ? headers : { 'content-type': type, ...headers });
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}
