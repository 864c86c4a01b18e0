import { expect, onTestFinished, test, vi } from 'vitest';
import type { PriceAnswer } from '../../src/sources/price-source.ts';
import { createYahooSource } from '../../src/sources/yahoo.ts';
import { startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import * as yahoo from '../support/yahoo-behaviours.ts';

const now = () => new Date('2026-11-24T12:00:00Z');

async function ask(behaviour: yahoo.Behaviour, timeoutMilliseconds = 10_000): Promise<PriceAnswer> {
  const server = await startLoopbackYahoo({ otherwise: behaviour });
  onTestFinished(() => server.close());
  const source = createYahooSource({ origin: server.url, timeoutMilliseconds, now });
  return source.fetchHistory('AAPL', '5y', new AbortController().signal);
}

const DELISTED = 'No data found, symbol may be delisted';
const NO_DATA = "Data doesn't exist for startDate = 1606176000, endDate = 1763942400";

test.each([
  ['404 in a chart envelope', yahoo.notFound, 'not-found', DELISTED],
  ['the same with status 200', yahoo.chartError(200, 'Not Found', DELISTED), 'not-found', DELISTED],
  [
    'a delisted symbol with 422',
    yahoo.chartError(422, 'Unprocessable Entity', DELISTED),
    'not-found',
    DELISTED,
  ],
  ['a 404 without a description', yahoo.chartError(404, 'Not Found', ''), 'not-found', 'Not Found'],
  ['no data for the range', yahoo.noData, 'no-data', NO_DATA],
  [
    'no data for the range as 422',
    yahoo.chartError(422, 'Unprocessable Entity', NO_DATA),
    'no-data',
    NO_DATA,
  ],
  ['no data for the range as 404', yahoo.chartError(404, 'Not Found', NO_DATA), 'no-data', NO_DATA],
] as const)("%s fails the ticker in Yahoo's own words", async (_, behaviour, code, error) => {
  expect(await ask(behaviour)).toEqual({ kind: 'failed', code, error });
});

test.each([
  ['429 as text', yahoo.tooManyRequestsText(), null, 'Yahoo refused with 429: Edge: Too Many Requests'],
  ['429 with seconds to wait', yahoo.tooManyRequestsText('30'), 30_000, '429'],
  ['429 with a date', yahoo.tooManyRequestsText('Tue, 24 Nov 2026 12:00:10 GMT'), 10_000, '429'],
  ['429 with a wait of a day', yahoo.tooManyRequestsJson('86400'), 3_600_000, '429'],
  ['429 with garbage to wait', yahoo.tooManyRequestsJson('-1'), null, '429: Too Many Requests'],
  ['429 dressed as a missing symbol', yahoo.chartError(429, 'Not Found', DELISTED), null, '429'],
  ['the edge saying so with 503', yahoo.text(503, 'Edge: Too Many Requests'), null, '503'],
  ['a rate limit in an envelope with 200', yahoo.chartError(200, 'Error', 'Too Many Requests'), null, '200'],
  ['401', yahoo.unauthorized, null, 'Yahoo refused with 401: Invalid Crumb'],
  ['403', yahoo.text(403, 'Forbidden'), null, 'Yahoo refused with 403: Forbidden'],
  ['999', yahoo.blockPage, null, 'Yahoo refused with 999'],
  ['a consent page with 200', yahoo.htmlPage, null, 'a web page in the place of a chart'],
  ['a page under 404', yahoo.text(404, '<html>Not Found</html>', 'text/html'), null, '404'],
  ['a redirect', { kind: 'reply', status: 302, headers: { location: '/consent' }, body: '' }, null, '302'],
] as const)('%s is a refusal, and says nothing about the ticker', async (_, behaviour, wait, words) => {
  const answer = await ask(behaviour);
  expect(answer).toMatchObject({ kind: 'refused', retryAfterMilliseconds: wait });
  expect(answer).toHaveProperty('error', expect.stringContaining(words));
});

test.each([
  ['503', yahoo.status503, 'Yahoo answered 503: Service Unavailable'],
  ['502 with a page', yahoo.text(502, '<html>Bad Gateway</html>', 'text/html'), 'Yahoo answered 502'],
  ['500 in an envelope', yahoo.serverErrorJson, 'Yahoo answered 500: Upstream failed'],
  ['503 dressed as a missing symbol', yahoo.chartError(503, 'Not Found', DELISTED), 'Yahoo answered 503'],
  [
    'a 404 about Yahoo itself',
    yahoo.json(404, { finance: { error: { code: 'Not Found' } } }),
    'Yahoo answered 404',
  ],
  [
    'an error of an unknown kind',
    yahoo.chartError(400, 'Bad Request', 'Invalid input'),
    '400: Invalid input',
  ],
  ['an empty body', yahoo.emptyBody, 'empty body'],
  ['half a JSON', yahoo.cutJson, 'no whole chart'],
  ['a connection closed in the body', yahoo.cutBody, 'No answer from Yahoo'],
  ['a reset', yahoo.reset, 'No answer from Yahoo'],
  ['a body without an end', yahoo.endlessBody, 'more than 8 MB'],
  ['brackets without an end', yahoo.deepJson, 'no whole chart'],
  [
    'a chart with a pit in it',
    yahoo.tampered(({ meta }) => Object.assign(meta, { pit: nested(40) })),
    'no whole chart',
  ],
  ['JSON of another kind', yahoo.json(200, ['chart']), 'no whole chart'],
  ['neither result nor error', yahoo.nullResult, 'without a chart'],
  ['no result', yahoo.emptyResult, 'without a chart'],
  ['zero rows', yahoo.zeroRows, 'without a single price'],
  ['rows without a price', yahoo.history({ rows: 3, nullRows: [0, 1, 2] }), 'without a single price'],
  [
    'nothing but the open session',
    yahoo.history({ rows: 1, lastDate: '2026-11-24' }),
    'without a single price',
  ],
])('%s is no answer, and says nothing about the ticker', async (_, behaviour, words) => {
  expect(await ask(behaviour)).toEqual({ kind: 'no-answer', error: expect.stringContaining(words) });
});

test.each([
  [
    'another symbol',
    yahoo.tampered((chart) => Object.assign(chart.meta, { symbol: 'MSFT' })),
    'asked for AAPL',
  ],
  ['no meta', yahoo.json(200, { chart: { result: [{ indicators: { quote: [{}] } }], error: null } }), 'meta'],
  [
    'no time zone',
    yahoo.tampered((chart) => void delete chart.meta.exchangeTimezoneName),
    'exchangeTimezoneName',
  ],
  [
    'a zone that is none',
    yahoo.tampered((chart) => Object.assign(chart.meta, { exchangeTimezoneName: 'Mars/Base' })),
    'zone',
  ],
  [
    'months for days',
    yahoo.tampered((chart) => Object.assign(chart.meta, { dataGranularity: '1mo' })),
    'dataGranularity',
  ],
  ['a short column', withColumn('close', (column) => column.slice(1)), 'close has 19 rows'],
  ['a long column', withColumn('volume', (column) => [...column, 1]), 'volume has 21 rows'],
  [
    'no instants',
    yahoo.tampered((chart) => Object.assign(chart, { timestamp: Array(20).fill(1.5) })),
    'timestamp',
  ],
  [
    'a column that is no list',
    yahoo.tampered(({ indicators }) => Object.assign(indicators.quote[0] ?? {}, { low: {} })),
    'low',
  ],
  [
    'adjusted closes of another length',
    yahoo.tampered((chart) => Object.assign(chart.indicators, { adjclose: [{ adjclose: [1] }] })),
    'adjClose has 1 rows',
  ],
  ['rows of tomorrow', yahoo.history({ lastDate: '2026-12-01' }), 'future'],
  ['text for an object', yahoo.tampered((chart) => Object.assign(chart, { events: 'none' })), 'events'],
])('%s is invalid', async (_, behaviour, words) => {
  expect(await ask(behaviour)).toEqual({ kind: 'invalid', error: expect.stringContaining(words) });
});

test.each([
  ['text', yahoo.text(404, 'no such route'), 'Yahoo answered 404: no such route'],
  ['nothing', yahoo.text(404, ''), 'Yahoo answered 404'],
  ['other JSON', yahoo.json(404, { message: 'no such route' }), 'Yahoo answered 404'],
])('a 404 with %s is no answer, and may be a refusal', async (_, behaviour, error) => {
  expect(await ask(behaviour)).toEqual({ kind: 'no-answer', error, slowDown: true });
});

test('a refusal names the user agent, which is the plain one of yahoo-finance2', async () => {
  const answer = await ask(yahoo.tooManyRequestsText());
  const error = 'Yahoo refused with 429: Edge: Too Many Requests (user agent: ';
  expect(answer).toMatchObject({ error: `${error}Mozilla/5.0 (compatible; yahoo-finance2/4.0.2))` });
});

test('a source that hangs is no answer after the time-out', async () => {
  const error = 'No answer from Yahoo: nothing within 0.1 s';
  expect(await ask(yahoo.hang, 100)).toEqual({ kind: 'no-answer', error });
});

test('an error text is one short line, whatever the source put into it', async () => {
  const answer = await ask(yahoo.chartError(404, 'Not Found', `gone\u001b[31m\r\n${'very '.repeat(500)}`));
  expect(answer).toHaveProperty('error', expect.stringMatching(/^gone \[31m very [ -~]+…$/));
  expect('error' in answer && answer.error.length).toBe(200);
});

test('nothing is printed, whatever comes back', async () => {
  const printed = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  onTestFinished(() => void vi.restoreAllMocks());
  await ask(yahoo.status503);
  await ask(yahoo.tampered((chart) => Object.assign(chart, { events: 'none', meta: { symbol: 'AAPL' } })));
  await ask(yahoo.tampered((chart) => Object.assign(chart.meta, { currentTradingPeriod: 'closed' })));
  for (const print of printed) expect(print).not.toHaveBeenCalled();
});

function withColumn(name: string, change: (column: unknown[]) => unknown[]): yahoo.Behaviour {
  return yahoo.tampered(({ indicators }) => {
    const quote: Record<string, unknown[]> = indicators.quote[0] ?? {};
    quote[name] = change(quote[name] ?? []);
  });
}

function nested(depth: number): unknown {
  return depth === 0 ? 0 : [nested(depth - 1)];
}
