import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test } from 'vitest';
import { SourceUnreachable } from '../../src/sources/source-unreachable.ts';
import { createYahooSource } from '../../src/sources/yahoo.ts';
import { type LoopbackYahooOptions, startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import * as yahoo from '../support/yahoo-behaviours.ts';
import { yahooChart } from '../support/yahoo-chart.ts';

const now = () => new Date('2026-11-24T12:00:00Z');
const never = new AbortController().signal;

async function loopback(options: LoopbackYahooOptions = {}) {
  const server = await startLoopbackYahoo(options);
  onTestFinished(() => server.close());
  return { server, source: createYahooSource({ origin: server.url, now }) };
}

test('Yahoo is asked for daily bars of the range, with dividends, splits and capital gains', async () => {
  const { server, source } = await loopback();
  await source.fetchHistory('AAPL', '1y', never);
  const { pathname, searchParams } = new URL(server.paths[0] ?? '', server.url);
  expect(pathname).toBe('/v8/finance/chart/AAPL');
  expect(Object.fromEntries(searchParams)).toMatchObject({
    period1: '1763942400',
    period2: '1795521600',
    interval: '1d',
    events: 'div|split|capitalGains',
    includePrePost: 'false',
  });
});

test('the user agent is the plain one of yahoo-finance2: Yahoo refuses those of browsers from data centres', async () => {
  const agents: Array<string | null> = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    agents.push(new Headers(init?.headers).get('user-agent'));
    return new Response('', { status: 503 });
  };
  await createYahooSource({ fetch, now }).fetchHistory('AAPL', '1y', never);
  expect(agents).toEqual(['Mozilla/5.0 (compatible; yahoo-finance2/4.0.2)']);
});

test('the request that follows a reply is sent before the reply is read', async () => {
  const events: string[] = [];
  const onSent = () => events.push('sent');
  subscribe('undici:client:sendHeaders', onSent);
  onTestFinished(() => void unsubscribe('undici:client:sendHeaders', onSent));
  const { source } = await loopback();
  const following = Promise.withResolvers<void>();
  await source.fetchHistory('AAPL', '1y', never, () => {
    events.push('received');
    source.fetchHistory('MSFT', '1y', never).then(() => following.resolve(), following.reject);
  });
  events.push('read');
  await following.promise;
  expect(events).toEqual(['sent', 'received', 'sent', 'read']);
});

test.each([
  ['HTTP 429', yahoo.tooManyRequestsJson()],
  ['a web page', yahoo.htmlPage],
  ['an empty body', yahoo.emptyBody],
])('%s lets no other request go first', async (_, otherwise) => {
  const { source } = await loopback({ otherwise });
  let isReceived = false;
  await source.fetchHistory('AAPL', '1y', never, () => {
    isReceived = true;
  });
  expect(isReceived).toBe(false);
});

test('a max that Yahoo finds too long is asked for again from a later start', async () => {
  const tooLong = 'Only 100 years worth of day granularity data are allowed to be fetched per request.';
  const refusal = yahoo.chartError(422, 'Unprocessable Entity', tooLong);
  const { server, source } = await loopback({ script: { '^GSPC': [refusal, refusal, yahoo.history()] } });
  expect(await source.fetchHistory('^GSPC', 'max', never)).toMatchObject({ kind: 'document' });
  const starts = server.paths.map((path) => Number(new URL(path, server.url).searchParams.get('period1')));
  const years = starts.map((seconds) => new Date(seconds * 1000).getUTCFullYear());
  expect(years).toEqual([1927, 1960, 1982]);
});

test.each([
  ['USDEUR=X', 'EUR=X'],
  ['brk-b', 'BRK-B'],
])('%s may be answered as %s', async (asked, answered) => {
  const rename: yahoo.Behaviour = {
    kind: 'reply',
    status: 200,
    body: () => JSON.stringify(yahooChart(answered, {})),
  };
  const { source } = await loopback({ otherwise: rename });
  const answer = await source.fetchHistory(asked, '5y', never);
  expect(answer).toMatchObject({ kind: 'document', document: { symbol: asked } });
});

test('without an origin it is Yahoo that is asked', async () => {
  const asked: string[] = [];
  const fetch = async (url: unknown) => {
    asked.push(String(url));
    return new Response('', { status: 503 });
  };
  await createYahooSource({ fetch, now }).fetchHistory('AAPL', 'max', never);
  expect(asked[0]).toMatch(
    /^https:\/\/query2\.finance\.yahoo\.com\/v8\/finance\/chart\/AAPL\?.*period1=-1328745600/,
  );
});

test.each([
  'A/B',
  'A?B',
  'A#B',
  '../../etc',
  '%2e%2e',
  '^GSPC',
  'EURUSD=X',
  '0700.HK',
  '株',
  'A B',
  '$' + '{X}',
])('the symbol %j reaches Yahoo whole', async (symbol) => {
  const { server, source } = await loopback();
  expect(await source.fetchHistory(symbol, '1y', never)).toMatchObject({ kind: 'document' });
  expect([...server.requests]).toEqual([[symbol, 1]]);
});

test.each(['', '.', '..', 'half \ud83d'])('the symbol %j cannot be asked for', async (symbol) => {
  const { server, source } = await loopback();
  expect(await source.fetchHistory(symbol, '1y', never)).toMatchObject({ kind: 'invalid' });
  expect(server.paths).toEqual([]);
});

test('sixteen calls run at once, and each gets its own answer', async () => {
  const { server, source } = await loopback({
    script: { ZZ: yahoo.notFound, R: yahoo.tooManyRequestsText('7') },
  });
  const tickers = [...'ABCDEFGHIJKLMN'.split(''), 'ZZ', 'R'];
  const answers = await Promise.all(tickers.map((ticker) => source.fetchHistory(ticker, '1y', never)));
  const documents = answers.flatMap((answer) => (answer.kind === 'document' ? answer.document.symbol : []));
  expect(documents).toEqual(tickers.slice(0, 14));
  expect(answers[14]).toMatchObject({ kind: 'failed', code: 'not-found' });
  expect(answers[15]).toMatchObject({ kind: 'refused', retryAfterMilliseconds: 7000 });
  expect(server.paths).toHaveLength(16);
});

test('eight tickers that hang do not keep the ninth from its answer', async () => {
  const { source } = await loopback({ script: (symbol) => (symbol === 'AAPL' ? undefined : yahoo.hang) });
  const controller = new AbortController();
  const hanging = [...'ABCDEFGH'].map((ticker) => source.fetchHistory(ticker, '1y', controller.signal));
  expect(await source.fetchHistory('AAPL', '1y', never)).toMatchObject({ kind: 'document' });
  controller.abort(new Error('the run ends'));
  const ended = await Promise.allSettled(hanging);
  expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
});

test('nothing is asked twice: to ask again is for the loop to decide', async () => {
  const { server, source } = await loopback({ otherwise: yahoo.status503 });
  await source.fetchHistory('AAPL', '1y', never);
  expect(server.requests.get('AAPL')).toBe(1);
});

test('an aborted signal ends a call that hangs, with its reason', async () => {
  const { server, source } = await loopback({ otherwise: yahoo.hang });
  const controller = new AbortController();
  const hanging = source.fetchHistory('AAPL', '1y', controller.signal);
  await expect.poll(() => server.paths.length).toBe(1);
  controller.abort(new Error('the run ends'));
  await expect(hanging).rejects.toThrow('the run ends');
});

test('a fetch that is deaf to its signal is left alone when the run ends', async () => {
  const source = createYahooSource({ fetch: () => new Promise(() => {}), now });
  const controller = new AbortController();
  const hanging = source.fetchHistory('AAPL', '1y', controller.signal);
  controller.abort('enough');
  await expect(hanging).rejects.toBe('enough');
});

test('a signal that is aborted already asks nothing', async () => {
  const { server, source } = await loopback();
  await expect(source.fetchHistory('AAPL', '1y', AbortSignal.abort('over'))).rejects.toBe('over');
  expect(server.paths).toEqual([]);
});

test('a fetch that throws at once is no answer, and does not block the next call', async () => {
  const fetch = () => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
  };
  const source = createYahooSource({ fetch, now });
  const expected = { kind: 'no-answer', error: 'No answer from Yahoo: refused (ECONNREFUSED)' };
  expect(await source.fetchHistory('AAPL', '1y', never)).toEqual(expected);
  expect(await source.fetchHistory('AAPL', '1y', never)).toEqual(expected);
});

test('without an origin the name is known without asking', async () => {
  const fetch = () => Promise.reject(new Error('asked'));
  expect(await createYahooSource({ fetch, now }).name()).toBe('yahoo');
});

test.each([
  ['simulated', { 'x-fill-cache-market': 'simulated' }],
  ['yahoo', {}],
])('a gateway is called %s by what its answers say', async (name, headers) => {
  const { server, source } = await loopback({ headers });
  expect(await source.name()).toBe(name);
  expect(server.paths).toEqual(['/']);
  expect(await source.fetchHistory('AAPL', '1y', never)).toMatchObject({ document: { source: name } });
});

test('credentials and path of an origin go along, and the credentials not in the URL', async () => {
  const seen: Array<[url: string, authorization: string | null]> = [];
  const fetch = async (url: unknown, init?: RequestInit) => {
    seen.push([String(url), new Headers(init?.headers).get('authorization')]);
    return new Response('ok');
  };
  await createYahooSource({ origin: 'http://me:s%20cret@gateway.test/yahoo/', fetch, now }).name();
  expect(seen).toEqual([['http://gateway.test/yahoo/', `Basic ${btoa('me:s cret')}`]]);
});

test('a gateway that does not answer is named, without its credentials and its path', async () => {
  const { server } = await loopback();
  await server.close();
  const source = createYahooSource({
    origin: `${server.url.replace('//', '//me:secret@')}/key-in-path`,
    now,
  });
  const error = await source.name().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceUnreachable);
  expect(error).toHaveProperty(
    'message',
    expect.stringMatching(/^The price source http:\/\/127.*ECONNREFUSED/),
  );
  expect(String(error)).not.toMatch(/secret|key-in-path/);
});
