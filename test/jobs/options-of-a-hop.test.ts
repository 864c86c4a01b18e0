import { describe, expect, test } from 'vitest';
import { aChain } from '../support/chain-run.ts';

const TICKERS = 'AAPL, BRK.B MSFT';
const ALWAYS = {
  tickers: TICKERS,
  'batch-size': '1',
  range: '1y',
  'refresh-after': '8h',
  'ticker-source': 'custom',
};

/** A job of three batches of which the first is done, and the event that goes on with it. */
async function aJobUnderWay() {
  const chain = aChain();
  const { view } = await chain.run(ALWAYS);
  const [event] = chain.github.events;
  if (!event) throw new Error('no event was sent');
  return { ...chain, jobId: view.jobId, event };
}

describe('a workflow that gives its inputs to each run', () => {
  test('is no contradiction on the second hop', async () => {
    const { start, clock, event } = await aJobUnderWay();
    const { batchesRun, problem } = await clock.settle(start(ALWAYS, event));
    expect([batchesRun, problem]).toEqual([1, null]);
  });

  test.each([{ tickers: 'IBM' }, { 'tickers-file': 'lists/mine.txt' }])(
    'may have another list meanwhile: the job of an event keeps its own, %j',
    async (inputs) => {
      const { start, clock, event } = await aJobUnderWay();
      expect(await clock.settle(start(inputs, event))).toMatchObject({ batchesRun: 1, problem: null });
    },
  );

  test('is none for a job that job-id names, as long as the list is the same', async () => {
    const { run, jobId } = await aJobUnderWay();
    const same = { ...ALWAYS, 'job-id': jobId, tickers: 'msft\nbrk-b\naapl' };
    expect(await run(same)).toMatchObject({ batchesRun: 1, problem: null });
  });

  test('is none for the same list from a file, and the same duration in another spelling', async () => {
    const { start, clock, jobId } = await aJobUnderWay();
    const file = { 'tickers-file': 'lists/mine.txt', tickers: 'msft\nbrk-b\naapl' };
    const again = { ...ALWAYS, ...file, 'refresh-after': '480m', 'job-id': jobId };
    expect(await clock.settle(start(again, null))).toMatchObject({ batchesRun: 1, problem: null });
  });

  test('is refused for a job that job-id names if the file has another list', async () => {
    const { run, jobId } = await aJobUnderWay();
    const other = { 'tickers-file': 'lists/mine.txt', tickers: 'IBM', 'job-id': jobId };
    await expect(run(other)).rejects.toThrow('tickers-file is "lists/mine.txt", but');
  });

  test.each(['AAPL, BRK-B', 'AAPL, BRK-B, IBM', 'AAPL, BRK-B, MSFT, IBM'])(
    'is refused for a job that job-id names if the list is another: %s',
    async (tickers) => {
      const { run, jobId } = await aJobUnderWay();
      await expect(run({ 'job-id': jobId, tickers })).rejects.toThrow('was made with its own');
    },
  );
});
