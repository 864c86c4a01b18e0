import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { errorMessage } from '../core/error-message.ts';
import { harmlessText } from '../core/harmless-text.ts';

/** Answers a request. The second parameter is for tests, which may cut the connection. */
export type ApiHandler = (request: Request, node: Connection) => Response | Promise<Response>;

interface Connection {
  outgoing: { destroy(): unknown };
}

export interface ServedApi {
  url: string;
  /** Ends open requests and frees the port. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** @default 0, any free one */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** Gets a line for each request whose handler threw. @default console.error */
  log?: (line: string) => void;
}

/**
 * Serves a handler on loopback. No request ends the process: what is no request that `fetch` knows is answered with
 * 400, and a handler that throws with 500.
 *
 * @throws Error (EADDRINUSE) if the port is taken
 */
export async function serveApi(
  handler: ApiHandler,
  { port = 0, host = '127.0.0.1', log = logError }: ServeOptions = {},
): Promise<ServedApi> {
  const listener = getRequestListener(answerSafely, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => {
    void listener(incoming, outgoing).catch((error: unknown) => {
      log(`A request failed: ${errorMessage(error)}`);
      outgoing.destroy();
    });
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

  async function answerSafely(request: Request, node: Connection): Promise<Response> {
    if (UNKNOWN_TO_FETCH.has(request.method)) return new Response(null, { status: 400 });
    try {
      return await handler(request, node);
    } catch (error) {
      const sentence = `${request.method} ${new URL(request.url).pathname} failed: ${errorMessage(error)}`;
      log(sentence);
      return Response.json({ error: sentence, message: sentence }, { status: 500 });
    }
  }
}

/** Paths and errors are text of others. */
function logError(line: string): void {
  console.error(harmlessText(line, 'log'));
}

const UNKNOWN_TO_FETCH = new Set(['CONNECT', 'TRACE', 'TRACK']);
