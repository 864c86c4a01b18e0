import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { MARKET_HEADER, SIMULATED } from '../../sources/http-client.ts';
import { simulateChart } from './simulated-market.ts';

export interface MarketServer {
  /** An origin that can stand in Yahoo's place. */
  url: string;
  close(): Promise<void>;
}

/**
 * The made-up market over HTTP, on loopback only. Each answer says in a header that it is simulated, by which the price
 * source knows what it talks to.
 *
 * @param config.port 0, the default, takes any free one
 */
export async function createMarketServer(config: { now: () => Date; port?: number }): Promise<MarketServer> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '/', config.now());
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', [MARKET_HEADER]: SIMULATED });
    response.end(JSON.stringify(body));
  });
  server.listen(config.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(path: string, now: Date): { status: number; body: unknown } {
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
  if (pathname === '/')
    return { status: 200, body: { market: 'A made-up market. None of its prices is real.' } };
  const symbol = /^\/v8\/finance\/chart\/([^/]+)$/.exec(pathname)?.[1];
  if (symbol === undefined) return failure(404, 'There is nothing but / and /v8/finance/chart/:symbol');
  const [period1, period2] = [Number(searchParams.get('period1')), Number(searchParams.get('period2'))];
  if (!Number.isInteger(period1) || !Number.isInteger(period2))
    return failure(400, 'period1 and period2 are seconds');
  try {
    return simulateChart(decodeURIComponent(symbol), period1, period2, now);
  } catch (error) {
    if (error instanceof URIError) return failure(400, 'The symbol is not encoded as a URL has it');
    throw error;
  }
}

/** Yahoo speaks of itself under `finance`: nothing in it is about a ticker. */
function failure(status: number, description: string): { status: number; body: unknown } {
  return { status, body: { finance: { result: null, error: { code: 'Bad Request', description } } } };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The market server has no port');
  return address.port;
}
