import { expect, test } from 'vitest';
import { aChain } from '../support/chain-run.ts';

const INPUTS = { tickers: 'AAPL MSFT', 'batch-size': '1', 'requests-per-second': '0' };

test('the log of a run has a group for each phase; a run that continues a job plans nothing', async () => {
  const { clock, start, github } = aChain();
  const phases: string[] = [];
  const phase = (title: string) => phases.push(title);
  await clock.settle(start(INPUTS, null, '101', { phase }));
  expect(phases.splice(0)).toEqual(['Plan', 'Fetch', 'Finish']);
  await clock.settle(start({}, github.events[0] ?? null, '102', { phase }));
  expect(phases).toEqual(['Fetch', 'Finish']);
});
