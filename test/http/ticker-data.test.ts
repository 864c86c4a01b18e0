import { expect, test } from 'vitest';
import { KEYS } from '../../src/store/keys.ts';
import { anApi } from '../support/api-run.ts';
import { aDocument } from '../support/scripted-source.ts';

const document = aDocument('BRK-B', {
  dividends: [
    { date: '2026-11-20', amount: 0.25 },
    { date: '2026-11-20', amount: 1 },
  ],
  splits: [{ date: '2026-11-22', numerator: 4, denominator: 1 }],
});

async function anApiWithBrk() {
  const app = anApi();
  await app.redis.ask('SET', KEYS.ticker('BRK-B'), JSON.stringify(document));
  const ask = (query: string, headers: Record<string, string> = {}) =>
    app.send(`/api/ticker-data?ticker=BRK.B${query}`, { headers });
  return { ...app, ask };
}

test.each([
  ['&from=2026-11-21', ['2026-11-23'], 0, 1],
  ['&to=2026-11-20', ['2026-11-20'], 2, 0],
  ['&from=2026-11-21&to=2026-11-22', [], 0, 1],
  ['', ['2026-11-20', '2026-11-23'], 2, 1],
])('with %s the document has the rows and events between the dates', async (query, dates, paid, splits) => {
  const { ask, settle } = await anApiWithBrk();
  const { status, body } = await settle(ask(query));
  expect([status, body.dates, body.close.length]).toEqual([200, dates, dates.length]);
  expect([body.dividends.length, body.splits.length]).toEqual([paid, splits]);
});

test('as CSV a document has a row for each date with a price or an event', async () => {
  const { ask, clock } = await anApiWithBrk();
  const response = await clock.settle(ask('&format=csv'));
  expect(response.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
  expect(await response.text()).toBe(
    [
      'date,open,high,low,close,adjClose,volume,dividend,split,capitalGain',
      '2026-11-20,101.5,101.5,101.5,101.5,101.5,1000,1.25,,',
      '2026-11-22,,,,,,,,4:1,',
      '2026-11-23,102.25,102.25,102.25,102.25,102.25,2000,,,',
      '',
    ].join('\r\n'),
  );
});

test.each([
  ['1d', ['2026-11-20', '2026-11-23'], [1_000, 2_000]],
  ['1wk', ['2026-11-20', '2026-11-23'], [1_000, 2_000]],
  ['1mo', ['2026-11-20'], [3_000]],
])('with the interval %s the document has a row for each such period', async (interval, dates, volume) => {
  const { ask, settle } = await anApiWithBrk();
  const { status, body } = await settle(ask(`&interval=${interval}`));
  expect([status, body.interval, body.dates, body.volume]).toEqual([200, interval, dates, volume]);
  expect([body.dividends, body.splits]).toEqual([document.dividends, document.splits]);
});

test.each([
  [
    '1wk',
    '',
    [
      '2026-11-20,101.5,101.5,101.5,101.5,101.5,1000,1.25,4:1,',
      '2026-11-23,102.25,102.25,102.25,102.25,102.25,2000,,,',
    ],
  ],
  ['1mo', '', ['2026-11-20,101.5,102.25,101.5,102.25,102.25,3000,1.25,4:1,']],
  ['1mo', '&from=2026-11-21', ['2026-11-23,102.25,102.25,102.25,102.25,102.25,2000,,4:1,']],
  ['1wk', '&from=2026-11-22&to=2026-11-22', ['2026-11-22,,,,,,,,4:1,']],
])(
  'as CSV with the interval %s and "%s" an event is in the row of its period',
  async (interval, range, rows) => {
    const { ask, clock } = await anApiWithBrk();
    const response = await clock.settle(ask(`&format=csv&interval=${interval}${range}`));
    const [, ...lines] = (await response.text()).split('\r\n');
    expect(lines).toEqual([...rows, '']);
  },
);

test('CSV has an ETag of its own', async () => {
  const { ask, clock } = await anApiWithBrk();
  const etag = (response: Response) => response.headers.get('etag') ?? '';
  const csv = await clock.settle(ask('&format=csv'));
  const json = await clock.settle(ask(''));
  expect(etag(csv)).not.toBe(etag(json));
  expect((await clock.settle(ask('&format=csv', { 'if-none-match': etag(csv) }))).status).toBe(304);
});

test.each([
  ['&from=2026-02-30', 'from must be a date such as 2026-11-20.'],
  ['&to=yesterday', 'to must be a date such as 2026-11-20.'],
  ['&from=', 'from must be a date such as 2026-11-20.'],
  ['&from=2026-03-01&to=2026-02-01', 'from must not be later than to, which is 2026-02-01.'],
  ['&format=xml', 'format must be json or csv; json if not given.'],
  ['&interval=1w', 'interval must be 1d, 1wk or 1mo; 1d if not given.'],
  ['&interval=', 'interval must be 1d, 1wk or 1mo; 1d if not given.'],
  ['&interval=5m&format=csv', 'interval must be 1d, 1wk or 1mo; 1d if not given.'],
])('%s is refused in one sentence: %s', async (query, error) => {
  const { ask, settle } = await anApiWithBrk();
  const { status, body } = await settle(ask(query));
  expect([status, body.error, body.issues.length]).toEqual([400, error, 1]);
});
