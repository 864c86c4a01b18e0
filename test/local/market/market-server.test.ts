import { expect, onTestFinished, test } from 'vitest';
import { RANGES } from '../../../src/core/options.ts';
import { createMarketServer } from '../../../src/local/market/market-server.ts';
import { createYahooSource } from '../../../src/sources/yahoo.ts';
import { compileTickerSchema } from '../../support/ticker-schema.ts';

const now = () => new Date('2026-11-24T12:00:00Z');
const never = new AbortController().signal;

async function market() {
  const server = await createMarketServer({ now });
  onTestFinished(() => server.close());
  return { server, source: createYahooSource({ origin: server.url, now }) };
}

test.each(RANGES)(
  'a simulated document of %s satisfies the schema and says that it is simulated',
  async (range) => {
    const { source } = await market();
    const answer = await source.fetchHistory('BRK-B', range, never);
    if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
    const { validate } = await compileTickerSchema();
    expect(validate(answer.document), JSON.stringify(validate.errors)).toBe(true);
    expect(answer.document).toMatchObject({ symbol: 'BRK-B', range, source: 'simulated' });
    expect(answer.document.dates.at(-1)).toBe('2026-11-23');
  },
);

test.each([
  ['VOD.L', 'GBp', 'Europe/London', '2026-11-23'],
  ['7203.T', 'JPY', 'Asia/Tokyo', '2026-11-24'],
  ['BTC-USD', 'USD', 'UTC', '2026-11-23'],
  ['VFIAX', 'USD', 'America/New_York', '2026-11-23'],
])('a document of %s is in %s, with the dates of its zone', async (ticker, currency, timezone, last) => {
  const { source } = await market();
  const answer = await source.fetchHistory(ticker, '2y', never);
  if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
  expect(answer.document).toMatchObject({ currency, timezone });
  expect(answer.document.dates.at(-1)).toBe(last);
});

test('the price source calls it simulated', async () => {
  expect(await (await market()).source.name()).toBe('simulated');
});

test('a symbol that begins with ZZ does not exist', async () => {
  const { source } = await market();
  const error = 'No data found, symbol may be delisted';
  expect(await source.fetchHistory('ZZTOP', '5y', never)).toEqual({
    kind: 'failed',
    code: 'not-found',
    error,
  });
});

test.each([
  ['/', 200],
  ['/v8/finance/chart/AAPL?period1=1700000000&period2=1795000000', 200],
  ['/v8/finance/chart/A%2FB?period1=1700000000&period2=1795000000', 200],
  ['/v8/finance/chart/AAPL?period1=yesterday&period2=1795000000', 400],
  ['/v8/finance/chart/%ff?period1=1700000000&period2=1795000000', 400],
  ['/v8/finance/chart/ZZ?period1=1700000000&period2=1795000000', 404],
  ['/v7/finance/quote', 404],
])('%s is answered with %d, and that it is a made-up market', async (path, status) => {
  const { server } = await market();
  const response = await fetch(server.url + path);
  expect([response.status, response.headers.get('x-fill-cache-market')]).toEqual([status, 'simulated']);
});

test('it takes the port that it is given, or says that the port is taken', async () => {
  const { server } = await market();
  const port = Number(new URL(server.url).port);
  await expect(createMarketServer({ now, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
