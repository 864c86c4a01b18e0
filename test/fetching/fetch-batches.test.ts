import { expect, test } from 'vitest';
import type { FetchedBatch, FetchedTicker } from '../../src/fetching/batch-progress.ts';
import { type FetchPorts, fetchBatches } from '../../src/fetching/fetch-batches.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { aFailure } from '../support/job-fixtures.ts';

const entry = { fetchedAt: 0, range: '5y', source: 'yahoo', compress: 'none' } as const;
const document: FetchedTicker = { kind: 'document', document: { value: '{}', entry, rows: 1 } };
const silence: FetchedTicker = { kind: 'unanswered', counted: 2 };
const noCount: FetchedTicker = { kind: 'unanswered', counted: 0 };

function batches(count: number, size = 5) {
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    tickers: Array.from({ length: size }, (_, at) => `T${index * size + at + 1}`),
  }));
}

/** The loop over a fetch that takes a second, unless told otherwise. */
function loop(given: Partial<FetchPorts> = {}, results: Record<string, FetchedTicker> = {}) {
  const clock = createFakeClock(0);
  const taken: number[] = [];
  const filled: FetchedBatch[] = [];
  const asked: string[] = [];
  const ports: FetchPorts = {
    clock,
    async fetch(_, ticker) {
      asked.push(ticker);
      await clock.sleep(1_000);
      return results[ticker] ?? document;
    },
    isAlreadyFetched: () => false,
    onTaken: ({ number }) => taken.push(number),
    onFetched: (batch) => filled.push(batch),
    waitForCapacity: async () => {},
    stop: () => null,
    ...given,
  };
  return { clock, taken, filled, asked, ports };
}

test('all batches are taken in the given order, and filled', async () => {
  const { clock, filled, ports, taken } = loop();
  const [one, two, three] = batches(3);
  const given = [three, one, two].flatMap((batch) => batch ?? []);
  expect(await clock.settle(fetchBatches(given, ports))).toBe('done');
  expect(taken).toEqual([3, 1, 2]);
  expect(filled.map(({ number, outcome }) => [number, outcome.kind])).toEqual([
    [3, 'done'],
    [1, 'done'],
    [2, 'done'],
  ]);
});

test('nothing to do is done', async () => {
  expect(await fetchBatches([], loop().ports)).toBe('done');
});

test('five tickers are fetched at a time, across batches', async () => {
  const { asked, clock, ports } = loop();
  const filling = fetchBatches(batches(4, 3), ports);
  await clock.advance(0);
  expect(asked).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
  await clock.advance(1_000);
  expect(asked).toHaveLength(10);
  await clock.settle(filling);
  expect(clock.now()).toBe(3_000);
});

/** A fetch whose reply is there after a second, and is read after so many more milliseconds. */
function readLater(clock: ReturnType<typeof createFakeClock>, asked: string[], milliseconds: number) {
  return async (_: number, ticker: string, __: boolean, onReceived: () => void): Promise<FetchedTicker> => {
    asked.push(ticker);
    await clock.sleep(1_000);
    onReceived();
    await clock.sleep(milliseconds);
    return document;
  };
}

test('the next request is sent when a reply is there, before it is read', async () => {
  const { asked, clock, filled, ports } = loop();
  const filling = fetchBatches(batches(3), { ...ports, fetch: readLater(clock, asked, 500) });
  await clock.advance(1_000);
  expect([asked.length, filled.length]).toEqual([10, 0]);
  await clock.settle(filling);
  expect([clock.now(), filled.length]).toEqual([3_500, 3]);
});

test('replies that are not read in time hold up the next requests', async () => {
  const { asked, clock, filled, ports } = loop();
  const filling = fetchBatches(batches(3), { ...ports, fetch: readLater(clock, asked, 60_000) });
  await clock.advance(59_999);
  expect(asked).toHaveLength(10);
  await clock.settle(filling);
  expect(filled).toHaveLength(3);
});

test('a ticker that hangs holds up its own batch alone', async () => {
  const hanging = loop();
  const { fetch } = hanging.ports;
  const ports = {
    ...hanging.ports,
    fetch: (batch: number, ticker: string) =>
      ticker === 'T1'
        ? hanging.clock.sleep(60_000).then(() => noCount)
        : fetch(batch, ticker, false, () => {}),
  };
  const filling = fetchBatches(batches(4), ports);
  await hanging.clock.advance(59_999);
  expect(hanging.filled.map(({ number }) => number)).toEqual([2, 3, 4]);
  await hanging.clock.settle(filling);
  expect(hanging.filled.at(-1)).toMatchObject({ number: 1, outcome: { kind: 'handed-back' } });
});

test('a batch takes from its first fetch to its last answer', async () => {
  const { clock, filled, ports } = loop();
  await clock.settle(fetchBatches(batches(1, 7), ports));
  expect(filled[0]?.outcome).toEqual({ kind: 'done', milliseconds: 2_000 });
});

test('failures stand in the order of the batch, in whatever order they come', async () => {
  const { clock, filled, ports } = loop();
  const late: Record<string, number> = { T1: 3_000, T2: 2_000, T3: 1_000 };
  const fetch = async (_: number, ticker: string): Promise<FetchedTicker> => {
    await clock.sleep(late[ticker] ?? 0);
    return { kind: 'failed', failure: aFailure(ticker) };
  };
  await clock.settle(fetchBatches(batches(1, 3), { ...ports, fetch }));
  expect(filled[0]?.failures.map(({ ticker }) => ticker)).toEqual(['T1', 'T2', 'T3']);
});

test('a batch that goes back keeps the documents that it got, and what counts against the others', async () => {
  const { clock, filled, ports } = loop({}, { T2: silence, T3: noCount });
  await clock.settle(fetchBatches(batches(1), ports));
  expect([...(filled[0]?.documents.keys() ?? [])]).toEqual(['T1', 'T4', 'T5']);
  expect(filled[0]?.outcome).toEqual({ kind: 'handed-back', tries: { T2: 2 } });
});

test('tickers that an earlier run has kept are not fetched again', async () => {
  const { asked, clock, filled, ports } = loop({ isAlreadyFetched: (ticker) => ticker !== 'T4' });
  await clock.settle(fetchBatches(batches(2, 3), ports));
  expect(asked).toEqual(['T4']);
  expect(filled.map(({ outcome }) => outcome.kind)).toEqual(['done', 'done']);
});

test('batches whose tickers are all kept are done without a fetch', async () => {
  const { asked, filled, ports } = loop({ isAlreadyFetched: () => true });
  expect(await fetchBatches(batches(3), ports)).toBe('done');
  expect([asked, filled.length]).toEqual([[], 3]);
});

test('a reason to stop is given back, when what was taken has been filled', async () => {
  const { clock, filled, ports, taken } = loop();
  const stop = () => (taken.length >= 2 ? 'max-batches' : null);
  expect(await clock.settle(fetchBatches(batches(5), { ...ports, stop }))).toBe('max-batches');
  expect([taken, filled.length]).toEqual([[1, 2], 2]);
});

test('no batch is taken while there is no room', async () => {
  const { promise: room, resolve } = Promise.withResolvers<void>();
  const { clock, taken, ports } = loop({ waitForCapacity: () => room });
  const filling = fetchBatches(batches(2), ports);
  await clock.advance(10_000);
  expect(taken).toEqual([]);
  resolve();
  await clock.settle(filling);
  expect(taken).toEqual([1, 2]);
});

test('a fault of the program ends the loop with it', async () => {
  const { clock, ports } = loop();
  const fetch = async () => Promise.reject(new TypeError('boom'));
  await expect(clock.settle(fetchBatches(batches(2), { ...ports, fetch }))).rejects.toThrow('boom');
});

test('a ticker that is doubted is asked for again when all others are done, and its batch waits', async () => {
  const { asked, clock, filled, ports } = loop();
  const failure = aFailure('T2');
  const fetch = async (_: number, ticker: string, again: boolean): Promise<FetchedTicker> => {
    asked.push(`${ticker}${again ? ' again' : ''}`);
    await clock.sleep(1_000);
    if (ticker !== 'T2') return document;
    return again ? { kind: 'failed', failure } : { kind: 'doubted' };
  };
  await clock.settle(fetchBatches(batches(3), { ...ports, fetch }));
  expect(asked.at(-1)).toBe('T2 again');
  expect(filled.map(({ number, outcome }) => `${number} ${outcome.kind}`)).toEqual([
    '1 waiting',
    '2 done',
    '3 done',
    '1 done',
  ]);
  // What it has is handed over once, and can be written before the end.
  expect([filled[0]?.documents.size, filled.at(-1)?.documents.size]).toEqual([4, 0]);
  expect(filled.at(-1)?.failures).toEqual([failure]);
});
