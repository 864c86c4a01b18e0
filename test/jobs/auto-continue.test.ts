import { expect, test } from 'vitest';
import { aChain } from '../support/chain-run.ts';
import { createScriptedGitHub, missingPermission } from '../support/scripted-github.ts';
import { createScriptedSource, noAnswer } from '../support/scripted-source.ts';

const TEN = { tickers: 'T1 T2 T3 T4 T5 T6 T7 T8 T9 T10', 'requests-per-second': '0' };
const silent = () => createScriptedSource({}, () => noAnswer);

test('a run without progress that was told to be the last is not followed, also by the watchdog', async () => {
  const chain = aChain({ source: silent() });
  const { view } = await chain.run({ ...TEN, 'auto-continue': 'false' });
  expect(view.status).toBe('stalled');
  await chain.clock.advance(400_000);
  expect(await chain.watch()).toEqual({ resumed: [], problems: [] });
});

test('an event that says so outweighs a job that goes on by itself', async () => {
  const chain = aChain({ source: silent() });
  const { view } = await chain.run({ ...TEN, 'max-batches': '1' });
  chain.github.events.length = 0;
  await chain.runOn({ v: 1, jobId: view.jobId, lane: 1, autoContinue: false });
  await chain.clock.advance(400_000);
  expect((await chain.watch()).resumed).toEqual([]);
});

test('a run that was told to be the last and is killed is not followed either', async () => {
  const chain = aChain();
  const { view } = await chain.run({ ...TEN, 'max-batches': '1' });
  chain.redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) throw new Error('killed');
  };
  const last = { 'job-id': view.jobId, 'auto-continue': 'false' };
  await chain.run(last).catch(() => undefined);
  chain.redis.before = async () => {};
  await chain.clock.advance(400_000);
  expect((await chain.watch()).resumed).toEqual([]);
});

test('a dispatch that GitHub refuses to a run without progress is told too, the remedy first', async () => {
  const chain = aChain({ source: silent(), github: createScriptedGitHub([missingPermission]) });
  const { problem } = await chain.run(TEN);
  expect(problem).toMatch(/^The token may not send events.* This run finished no batch, the first in a row/);
});
