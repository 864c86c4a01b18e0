import { afterAll, afterEach, expect, test } from 'vitest';
import { createStoryClock } from '../../chaos/story-clock.ts';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import { KEYS } from '../../src/store/keys.ts';
import { readPlan } from '../../src/store/read-job.ts';
import { type ChainStack, lookAt, startChainStack } from '../support/chain-stack.ts';
import { compileTickerSchema } from '../support/ticker-schema.ts';
import * as yahoo from '../support/yahoo-behaviours.ts';

let stack: ChainStack;
afterEach(() => stack.close());

const GOOD = {
  DIVS: yahoo.history({ dividends: { 3: 0.25 } }),
  SPLIT: yahoo.history({ splits: { 5: [4, 1] } }),
  HOLES: yahoo.history({ nullRows: [2, 3] }),
  'PENCE.L': yahoo.history({ currency: 'GBp', timezone: 'Europe/London' }),
  'KEN.TA': yahoo.history({ currency: 'ILA', timezone: 'Asia/Jerusalem' }),
  FUND: yahoo.history({ type: 'MUTUALFUND', noVolume: true }),
  'BTC-USD': yahoo.history({ type: 'CRYPTOCURRENCY', sevenDays: true, timezone: 'UTC', opensAt: 0 }),
  LUCYW: yahoo.history({ currency: null }),
};
const DEAD = { NOPE: yahoo.notFound, GONE: yahoo.noData };
/** A chart that is refused as a whole. */
const ODD: yahoo.Behaviour = {
  kind: 'reply',
  status: 200,
  body: JSON.stringify({ chart: { result: [{ meta: { symbol: 5 } }], error: null } }),
};
const REFUSALS = { F429: yahoo.tooManyRequestsText(), F429J: yahoo.tooManyRequestsJson('2') };
const FAULTS = {
  F503: yahoo.status503,
  FHTML: yahoo.htmlPage,
  FEMPTY: yahoo.emptyBody,
  FCUT: yahoo.cutBody,
  FJSON: yahoo.cutJson,
  FRESET: yahoo.reset,
  FHANG: yahoo.hang,
  FZERO: yahoo.zeroRows,
};
/** The runs live twenty times as fast as this test. */
const clock = createStoryClock();
afterAll(() => clock.close());
const env = { ...clock.environment(), YAHOO_FINANCE_TIMEOUT: '6' };
const FULL_PACE = { 'requests-per-second': '0', 'batch-size': '1' };

test('answers of every real shape become documents that satisfy the schema; the dead fail in Yahoo’s words, the odd in ours', async () => {
  stack = await startChainStack({ yahoo: { script: { ...GOOD, ...DEAD, ODD } } });
  const tickers = [...Object.keys(GOOD), ...Object.keys(DEAD), 'ODD'].join(' ');
  const run = stack.github.dispatchWorkflow({ tickers, ...FULL_PACE });
  await stack.github.idle();
  const [values] = await stack.redis.pipeline([['MGET', ...Object.keys(GOOD).map(KEYS.ticker)]]);
  const documents = await Promise.all(
    Array.isArray(values) ? values.map((value) => decodeDocument(String(value))) : [],
  );
  expect(documents.map((document) => document.symbol)).toEqual(Object.keys(GOOD));
  const { validate } = await compileTickerSchema();
  expect(documents.filter((document) => !validate(document))).toEqual([]);
  const { failures } = await lookAt(stack, run.outputs['job-id'] ?? '');
  expect(failures.map(({ ticker, code, error }) => [ticker, code, error])).toEqual([
    ['NOPE', 'not-found', 'No data found, symbol may be delisted'],
    ['GONE', 'no-data', "Data doesn't exist for startDate = 1606176000, endDate = 1763942400"],
    ['ODD', 'invalid-data', 'meta.symbol: Invalid input: expected string, received number'],
  ]);
});

test.each([
  ['goes wrong at the source', FAULTS],
  ['the source refuses', REFUSALS],
])(
  'whatever %s fails no ticker and caches none',
  async (_what, script) => {
    stack = await startChainStack({ yahoo: { script }, env });
    const tickers = ['AAPL', 'MSFT', ...Object.keys(script)].join(' ');
    const run = stack.github.dispatchWorkflow({
      tickers,
      'auto-continue': 'false',
      'time-budget': '60',
      ...FULL_PACE,
    });
    await stack.github.idle();
    const jobId = run.outputs['job-id'] ?? '';
    expect(await lookAt(stack, jobId)).toMatchObject({
      progress: { processed: 2, successful: 2, failed: 0 },
    });
    const { tickers: planned } = await readPlan(stack.redis, jobId);
    const [documents, markers] = await stack.redis.pipeline([
      ['EXISTS', ...planned.map(KEYS.ticker)],
      ['EXISTS', ...planned.map(KEYS.marker)],
    ]);
    expect([documents, markers]).toEqual([2, 0]);
  },
  60_000,
);

test('a fault that passes is got over in the same run', async () => {
  const script = Object.fromEntries(
    Object.entries({ ...FAULTS, ...REFUSALS }).map(([ticker, fault]) => [ticker, [fault, yahoo.history()]]),
  );
  stack = await startChainStack({ yahoo: { script }, env });
  const run = stack.github.dispatchWorkflow({ tickers: Object.keys(script).join(' '), ...FULL_PACE });
  await stack.github.idle();
  expect(run.outputs).toMatchObject({ status: 'completed', successful: '10', failed: '0' });
}, 60_000);
