import { expect, test } from 'vitest';
import { anApi } from '../support/api-run.ts';

const START = 'fill-cache-batch-start';
const three = { totalTickers: 3, tickersToProcess: 3 };

test.each([
  ['commas', 'AAPL,brk.b,MSFT'],
  ['spaces and semicolons', ' AAPL  BRK-B; MSFT '],
  ['the lines of a pasted column', 'AAPL\r\nBRK/B\r\nMSFT\r\n'],
])('one text of tickers with %s is a list of them, and the source is custom', async (_, tickers) => {
  const { settle, post } = anApi();
  const started = await settle(post(START, { tickers, startImmediately: false }));
  expect([started.status, started.body.batchInfo]).toEqual([200, expect.objectContaining(three)]);
  const filled = await settle(post('fill-cache', { tickers }));
  expect(filled.body.results.map(({ ticker }: { ticker: string }) => ticker)).toEqual([
    'AAPL',
    'BRK-B',
    'MSFT',
  ]);
});

test('a list of tickers needs no tickerSource either', async () => {
  const { settle, post } = anApi();
  const { body } = await settle(post(START, { tickers: ['AAPL', 'MSFT', 'T'], startImmediately: false }));
  expect(body.batchInfo).toMatchObject(three);
});

test('a text and a list of the same tickers are the same request', async () => {
  const { settle, post } = anApi();
  const key = { 'idempotency-key': 'one' };
  const first = await settle(post(START, { tickers: 'AAPL,MSFT' }, key));
  const second = await settle(post(START, { tickerSource: 'custom', tickers: ['aapl', 'MSFT'] }, key));
  expect([second.status, second.body.jobId]).toEqual([200, first.body.jobId]);
});

test.each([
  ['a text', 'AAPL,../x,aapl,$MSFT'],
  ['a list', ['AAPL', '../x', 'aapl', '$MSFT']],
])('what of %s is no symbol is skipped and said', async (_, tickers) => {
  const { settle, post } = anApi();
  const leftOut = { skipped: { count: 1, first: ['../x'] }, repeated: 1 };
  const started = await settle(post(START, { tickers, startImmediately: false }));
  expect(started).toMatchObject({ status: 200, body: { batchInfo: { totalTickers: 2 }, ...leftOut } });
  const filled = await settle(post('fill-cache', { tickers }));
  expect(filled).toMatchObject({ status: 200, body: { progress: { total: 2 }, ...leftOut } });
  const asJob = await settle(post('fill-cache', { tickers, useBatch: true }));
  expect(asJob).toMatchObject({ status: 200, body: { batchMode: true, ...leftOut } });
});

test('a list of which all is taken has nothing more to say', async () => {
  const { settle, post } = anApi();
  const { body } = await settle(post(START, { tickers: 'AAPL', startImmediately: false }));
  expect(Object.keys(body)).toEqual(['success', 'jobId', 'message', 'batchInfo', 'progress']);
});

const FORM =
  'must be a list of symbols such as AAPL or BRK-B, or one text with commas, spaces or lines between them';
test.each<[body: object, path: string, message: string]>([
  [{}, 'tickerSource', 'must be sp500, all or custom'],
  [{ tickerSource: null, tickers: 'AAPL' }, 'tickerSource', 'must be sp500, all or custom'],
  [{ tickers: 7 }, 'tickers', FORM],
  [{ tickers: null }, 'tickers', FORM],
  [{ tickers: { length: 1 } }, 'tickers', FORM],
  [{ tickers: ['AAPL', 7] }, 'tickers.1', 'must be a symbol such as AAPL or BRK-B'],
  [{ tickers: [['AAPL']] }, 'tickers.0', 'must be a symbol such as AAPL or BRK-B'],
  [{ tickers: '../x' }, 'tickers', 'tickers holds "../x", which is no symbol'],
  [{ tickers: ['', 'B AD'] }, 'tickers.1', 'tickers holds "B AD", which is no symbol'],
  [{ tickers: '' }, 'tickers', 'tickers is empty'],
  [{ tickers: ' , \n' }, 'tickers', 'tickers is empty'],
  [{ tickers: [] }, 'tickers', 'tickers is empty'],
  [{ tickerSource: 'custom' }, 'tickers', 'tickers is empty'],
  [{ tickerSource: 'sp500', tickers: 'AAPL' }, 'tickers', 'must be left out unless tickerSource is custom'],
])('of the start %j the message names the right thing', async (request, path, message) => {
  const { settle, post, redis } = anApi();
  const { status, body } = await settle(post(START, request));
  expect([status, body.issues[0].path]).toEqual([400, path]);
  expect(body.issues[0].message).toContain(message);
  expect(body.issues).toHaveLength(1);
  expect(redis.requests).toEqual([]);
});

test('one text of more than 20,000 tickers is 413', async () => {
  const { settle, post } = anApi();
  const tickers = Array.from({ length: 20_001 }, (_, index) => `T${index}`).join('\n');
  expect(await settle(post('fill-cache', { tickers }))).toMatchObject({
    status: 413,
    body: { code: 'too-many-tickers' },
  });
});

test.each([0, -1, 10.1, 100, 1e308, '4', null])(
  'over HTTP a rate of %j requests a second is refused',
  async (rate) => {
    const { settle, post, redis } = anApi();
    for (const path of [START, 'fill-cache']) {
      const { status, body } = await settle(post(path, { tickers: ['AAPL'], requestsPerSecond: rate }));
      expect([status, body.error]).toEqual([
        400,
        'requestsPerSecond must be a number above 0, at most 10; 4 if not given.',
      ]);
    }
    expect(redis.requests).toEqual([]);
  },
);

test.each([0.1, 1, 10])('over HTTP a rate of %d requests a second is taken', async (requestsPerSecond) => {
  const { settle, post } = anApi();
  const { status } = await settle(post('fill-cache', { tickers: ['AAPL'], requestsPerSecond }));
  expect(status).toBe(200);
});
