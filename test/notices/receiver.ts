import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { startLoopback } from '../support/loopback-server.ts';

interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export const answer =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end('ok');

/** Keeps the connection open and says nothing. */
export const hang: Answer = () => undefined;
export const reset: Answer = (_, request) => void request.socket.destroy();

/** A receiver on loopback that answers each request in turn; the last answer is for all that follow. */
export async function startReceiver(...answers: Answer[]) {
  const received: Received[] = [];
  const url = await startLoopback(async (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    await once(request, 'end');
    const turn = answers[Math.min(received.length, answers.length - 1)];
    received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    turn?.(response, request);
  });
  return { url, received };
}
