import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FetchHandler } from '../http/app.ts';

export interface ServedApi {
  url: string;
  /** Ends open requests and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves the HTTP face with Node's own server.
 *
 * @param config.port 0, the default, takes any free one
 * @throws Error (EADDRINUSE) if the port is taken
 */
export async function serveApi(
  handler: FetchHandler,
  { port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {},
): Promise<ServedApi> {
  const server = createServer((incoming, response) => {
    void answer(handler, incoming, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`No port was given for ${host}.`);
  return {
    url: `http://${host}:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(handler: FetchHandler, incoming: IncomingMessage, response: ServerResponse) {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort(new Error('The caller has gone'));
  });
  const request = requestOf(incoming, gone.signal);
  if (!request) {
    response.writeHead(400, { connection: 'close' }).end();
    return;
  }
  const { status, headers, body } = await handler(request);
  // What is left of a body that was refused is not read: the connection cannot be used again.
  if (!incoming.complete) response.shouldKeepAlive = false;
  response.writeHead(status, Object.fromEntries(headers));
  if (body) await pipeline(Readable.fromWeb(body), response);
  else response.end();
}

/** Null for what is no address, such as a `Host` with a slash. */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request | null {
  const { method = 'GET', url = '/', headers } = incoming;
  const address = `http://${headers.host ?? 'localhost'}${url.startsWith('/') ? url : '/'}`;
  if (!URL.canParse(address)) return null;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  try {
    return new Request(address, {
      method,
      headers: pairs,
      signal,
      ...(hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}),
    });
  } catch {
    return null;
  }
}
