import { expect, test } from 'vitest';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import { readKnown } from '../../src/store/ticker-index.ts';
import { aChain } from '../support/chain-run.ts';
import { flatColumns } from '../support/flat-columns.ts';
import { aDocument, createScriptedSource } from '../support/scripted-source.ts';

const A_DAY = 24 * 3_600_000;
const INPUTS = { tickers: 'AAPL', 'requests-per-second': '0', 'max-batches': '0', 'refresh-after': '1s' };

/** Dates from a first one on, day by day. */
function datesFrom(first: string, rows: number): string[] {
  return Array.from({ length: rows }, (_, day) =>
    new Date(Date.parse(first) + day * A_DAY).toISOString().slice(0, 10),
  );
}

function history(first: string, rows: number) {
  return flatColumns(datesFrom(first, rows));
}

/** A ticker that is filled with 500 days, and later answers on other nights. */
async function filled(...later: ReturnType<typeof history>[]) {
  const nights = [history('2025-06-01', 500), ...later];
  let night = 0;
  const source = createScriptedSource({}, (ticker, range) => ({
    kind: 'document',
    document: aDocument(ticker, {
      ...nights[night],
      range,
      fetchedAt: new Date(chain.clock.now()).toISOString(),
    }),
  }));
  const chain = aChain({ source });
  await chain.run(INPUTS);
  return {
    ...chain,
    /** The job of the next night. */
    async next(inputs: Record<string, string> = {}) {
      night = Math.min(night + 1, nights.length - 1);
      await chain.clock.advance(A_DAY);
      return chain.run({ ...INPUTS, ...inputs });
    },
    async rows() {
      const value = await chain.redis.ask('GET', 'ticker-data:AAPL');
      return (await decodeDocument(String(value))).dates.length;
    },
    marker: async () => (await readKnown(chain.redis, ['AAPL'])).markers.get('AAPL'),
  };
}

test.each([
  ['lost its first half', history('2026-02-06', 250)],
  ['ends weeks early', history('2025-06-01', 480)],
  ['is one row of a renamed symbol', history('2026-10-13', 1)],
])('an answer that %s leaves the document, and the ticker has shrunk', async (_, worse) => {
  const { next, rows, marker } = await filled(worse);
  expect((await next()).view.failures).toMatchObject([{ ticker: 'AAPL', code: 'shrunk' }]);
  expect(await rows()).toBe(500);
  expect(await marker()).toMatchObject({ code: 'shrunk', count: 1, seen: [{ rows: worse.dates.length }] });
});

test('an answer that stays worse is believed on the third night that agrees', async () => {
  const { next, rows, marker } = await filled(history('2026-02-06', 250));
  for (const expected of [500, 500, 250]) {
    await next();
    expect(await rows()).toBe(expected);
  }
  expect(await marker()).toBeUndefined();
});

test('two jobs of one night count once', async () => {
  const { next, rows, clock, run, marker } = await filled(history('2026-02-06', 250));
  await next({ 'retry-failed-after': '1s' });
  for (let again = 0; again < 3; again++) {
    await clock.advance(60_000);
    await run({ ...INPUTS, 'retry-failed-after': '1s' });
  }
  expect(await rows()).toBe(500);
  expect((await marker())?.seen).toHaveLength(1);
});

test('the next night asks again, and a whole answer removes the marker', async () => {
  const { next, rows, marker } = await filled(history('2026-02-06', 250), history('2025-06-01', 502));
  await next();
  await next();
  expect(await rows()).toBe(502);
  expect(await marker()).toBeUndefined();
});

test('an index entry of an earlier version is compared with the document itself', async () => {
  const { next, rows, redis } = await filled(history('2026-02-06', 250));
  const [fetchedAt] = JSON.parse(String(await redis.ask('HGET', 'ticker-index', 'AAPL')));
  await redis.ask('HSET', 'ticker-index', 'AAPL', JSON.stringify([fetchedAt, '5y', 'yahoo', 'none']));
  expect((await next()).view.failures).toMatchObject([{ code: 'shrunk' }]);
  expect(await rows()).toBe(500);
});

test.each([
  ['a shorter range', { range: '1y' }, history('2025-11-26', 365)],
  ['another way of storing', { compress: 'gzip' }, history('2025-06-01', 501)],
])('%s is no loss', async (_, inputs, less) => {
  const { next, rows } = await filled(less);
  expect((await next(inputs)).view.failures).toEqual([]);
  expect(await rows()).toBe(less.dates.length);
});
