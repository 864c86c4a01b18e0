import { type ServedApi, type ServeOptions, serveApi } from '../../http/serve-api.ts';
import { MARKET_HEADER, SIMULATED } from '../../sources/http-client.ts';
import { createLocalApp } from '../local-app.ts';
import { simulateChart } from './simulated-market.ts';

/** The simulated market over HTTP, in Yahoo's place. A header says so, by which the price source knows it. */
export function createMarketServer({
  now,
  ...options
}: { now: () => Date } & ServeOptions): Promise<ServedApi> {
  const app = createLocalApp(failure);
  app.get('/', () => answer(200, { market: 'A made-up market. None of its prices is real.' }));
  app.get('/v8/finance/chart/:symbol', ({ req }) => {
    const [period1, period2] = [Number(req.query('period1')), Number(req.query('period2'))];
    if (!Number.isSafeInteger(period1) || !Number.isSafeInteger(period2))
      return failure(400, 'period1 and period2 are seconds');
    const { status, body } = simulateChart(req.param('symbol'), period1, period2, now());
    return answer(status, body);
  });
  app.notFound(() => failure(404, 'There is nothing but / and /v8/finance/chart/:symbol'));
  return serveApi((request) => app.fetch(request), options);
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { [MARKET_HEADER]: SIMULATED } });
}

/** Yahoo reports faults of a request under `finance`: nothing in them is about a ticker. */
function failure(status: number, description: string): Response {
  return answer(status, { finance: { result: null, error: { code: 'Bad Request', description } } });
}
