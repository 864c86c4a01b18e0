import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour } from './yahoo-behaviours.ts';
import { type HistoryShape, yahooChart } from './yahoo-chart.ts';

/** What each symbol gets, request after request; the last of a list repeats. */
export type Script =
  | Record<string, Behaviour | Behaviour[]>
  | ((symbol: string, attempt: number) => Behaviour | undefined);

export interface LoopbackYahooOptions {
  script?: Script;
  /** For symbols that the script does not name. @default a good history of 20 rows */
  otherwise?: Behaviour;
  /** Headers on each answer. */
  headers?: Record<string, string>;
  /** Whether a request from that address is answered; it gets 429 otherwise. @default all are */
  admits?: (address: string) => boolean;
}

export interface LoopbackYahoo {
  url: string;
  /** Symbol → how often it was asked for. */
  requests: Map<string, number>;
  /** Path and query of each request, as they came. */
  paths: string[];
  close(): Promise<void>;
}

/**
 * A Yahoo on loopback, for tests and benchmarks: `/v8/finance/chart/:symbol`, each symbol behaving as its script says.
 * Runs in vitest and in plain Node, and answers thousands of requests a second: a history is made once for each shape.
 */
export async function startLoopbackYahoo(options: LoopbackYahooOptions = {}): Promise<LoopbackYahoo> {
  const requests = new Map<string, number>();
  const paths: string[] = [];
  const otherwise: Behaviour = options.otherwise ?? { kind: 'history' };
  const server = createServer((request, response) => {
    request.resume();
    const path = request.url ?? '/';
    paths.push(path);
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
    const symbol = symbolIn(path);
    if (symbol === null) return void response.writeHead(path === '/' ? 200 : 404).end('loopback');
    if (options.admits?.(request.socket.remoteAddress ?? '') === false)
      return void response.writeHead(429).end('Too Many Requests');
    const attempt = (requests.get(symbol) ?? 0) + 1;
    requests.set(symbol, attempt);
    behave(pick(options.script ?? {}, symbol, attempt) ?? otherwise, symbol, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    paths,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function pick(script: Script, symbol: string, attempt: number): Behaviour | undefined {
  if (typeof script === 'function') return script(symbol, attempt);
  const scripted = Object.hasOwn(script, symbol) ? script[symbol] : undefined;
  return Array.isArray(scripted) ? (scripted[attempt - 1] ?? scripted.at(-1)) : scripted;
}

function behave(behaviour: Behaviour, symbol: string, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'history':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(renderHistory(symbol, behaviour.shape ?? DEFAULT_SHAPE));
      return;
    case 'reply': {
      const { status, headers = {}, body } = behaviour;
      response.writeHead(status, headers).end(typeof body === 'string' ? body : body(symbol));
      return;
    }
    case 'cut': {
      const body = renderHistory(symbol, DEFAULT_SHAPE);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    }
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'endless':
      response.writeHead(200, { 'content-type': 'application/json' });
      sendEndlessly(response);
  }
}

const DEFAULT_SHAPE: HistoryShape = {};
const SYMBOL_PLACE = 'the symbol comes here';
const rendered = new WeakMap<HistoryShape, [before: string, after: string]>();

function renderHistory(symbol: string, shape: HistoryShape): string {
  let parts = rendered.get(shape);
  if (!parts) {
    const [before = '', after = ''] = JSON.stringify(yahooChart(SYMBOL_PLACE, shape)).split(
      JSON.stringify(SYMBOL_PLACE),
    );
    parts = [before, after];
    rendered.set(shape, parts);
  }
  return parts[0] + JSON.stringify(symbol) + parts[1];
}

function sendEndlessly(response: ServerResponse): void {
  const megabyte = Buffer.alloc(1024 * 1024, ' ');
  const send = () => {
    while (!response.destroyed && response.write(megabyte));
  };
  response.on('drain', send);
  send();
}

function symbolIn(path: string): string | null {
  const encoded = /^\/v8\/finance\/chart\/([^/?]+)(\?|$)/.exec(path)?.[1];
  return encoded === undefined ? null : decodeURIComponent(encoded);
}
