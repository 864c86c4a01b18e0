import { expect, onTestFinished, test } from 'vitest';
import { createMarketServer } from '../../../src/local/market/market-server.ts';
import { type MarketQuestion, openMarket } from '../../../src/local/market/open-market.ts';
import { startLoopbackYahoo } from '../../support/loopback-yahoo.ts';

const now = () => new Date('2026-11-24T12:00:00Z');

/** Yahoo answers about every ticker that there is none, or not at all. */
const UNKNOWN = {
  chart: { result: null, error: { code: 'Not Found', description: 'No data found, symbol may be delisted' } },
};
const answering: typeof fetch = async () => Response.json(UNKNOWN, { status: 404 });
const refusing: typeof fetch = async () => new Response('Edge: Too Many Requests', { status: 429 });
const silent: typeof fetch = async () => {
  throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') });
};

async function open(given: Partial<MarketQuestion>) {
  const market = await openMarket({
    wanted: undefined,
    env: {},
    isRealRedis: false,
    holdsRealPrices: async () => false,
    fetch: silent,
    now,
    ...given,
  });
  onTestFinished(() => market.close());
  return market;
}

test.each([undefined, 'yahoo'] as const)('Yahoo, if it answers (asked for: %s)', async (wanted) => {
  expect(await open({ wanted, fetch: answering, isRealRedis: true })).toMatchObject({
    name: 'yahoo',
    url: undefined,
    answers: true,
  });
});

test.each([
  ['does not answer', silent, 'No answer from Yahoo: getaddrinfo ENOTFOUND'],
  ['turns us away', refusing, expect.stringContaining('Yahoo refused with 429: Edge: Too Many Requests')],
])('the made-up market, if Yahoo %s', async (_, fetch, reason) => {
  const market = await open({ fetch });
  expect(market).toMatchObject({ name: 'simulated', reason, answers: true });
  expect((await globalThis.fetch(market.url ?? '')).headers.get('x-fill-cache-market')).toBe('simulated');
});

test('made-up prices do not overwrite real ones unasked: then nothing is filled', async () => {
  const market = await open({ holdsRealPrices: async () => true });
  expect(market).toMatchObject({
    name: 'yahoo',
    answers: false,
    reason: 'No answer from Yahoo: getaddrinfo ENOTFOUND',
  });
});

test('the made-up market, if it is asked for, into any Redis, and Yahoo is not asked', async () => {
  const fetch = () => expect.unreachable();
  expect(await open({ wanted: 'simulated', isRealRedis: true, fetch })).toMatchObject({
    name: 'simulated',
    reason: null,
  });
});

test.each([{ isRealRedis: true }, { wanted: 'yahoo' } as const])(
  'no market at all with %j, and what to do',
  async (given) => {
    await expect(open(given)).rejects.toThrow(
      'No answer from Yahoo: getaddrinfo ENOTFOUND. Try again later, or fill this Redis with made-up prices by --market simulated.',
    );
  },
);

test('YAHOO_FINANCE_URL is the market', async () => {
  const gateway = await startLoopbackYahoo();
  onTestFinished(() => gateway.close());
  const market = await open({ env: { YAHOO_FINANCE_URL: gateway.url }, isRealRedis: true });
  expect(market).toMatchObject({ name: 'yahoo', url: gateway.url, answers: true });
});

test('nothing under YAHOO_FINANCE_URL is said, and no other market is taken', async () => {
  await expect(open({ env: { YAHOO_FINANCE_URL: 'http://127.0.0.1:1' } })).rejects.toThrow(
    /^The price source http:\/\/127\.0\.0\.1:1 does not answer .*YAHOO_FINANCE_URL/,
  );
});

test('a made-up market under YAHOO_FINANCE_URL does not get into a real Redis unasked', async () => {
  const server = await createMarketServer({ now });
  onTestFinished(() => server.close());
  const env = { YAHOO_FINANCE_URL: server.url };
  expect(await open({ env })).toMatchObject({ name: 'simulated', url: server.url });
  await expect(open({ env, isRealRedis: true })).rejects.toThrow(/made-up market.*--market simulated/);
});
