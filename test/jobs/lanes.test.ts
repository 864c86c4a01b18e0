import { expect, test } from 'vitest';
import { endOf } from '../../src/core/job.ts';
import { viewJob } from '../../src/core/view.ts';
import { createLanesWorld, type LanesWorldOptions } from '../support/lanes-world.ts';

/** A job of 400 tickers, four requests a second for each lane; its first run begins. */
async function begun(given: Partial<LanesWorldOptions> = {}) {
  const options = { requestsPerSecond: 4, ...given.options };
  const world = await createLanesWorld({ lanes: 4, tickers: 400, ...given, options });
  void world.deliver(null);
  return world;
}

/** Tickers in a group that is committed together, and those under way. */
const GROUP = 100 + 5;

test('the first run starts the other lanes, each takes its share, and one ends the job', async () => {
  const world = await begun();
  expect(await world.finish()).toMatchObject({ status: 'completed', ends: 1, runs: 4, refused: 0 });
  expect(world.events.map(({ lane, hop, reason }) => `${lane}:${hop} ${reason}`)).toEqual([
    '2:1 lane',
    '3:1 lane',
    '4:1 lane',
  ]);
  const { facts } = await world.stored();
  const ofLane = (lane: number) => [...facts.done.values()].filter((fact) => fact.lane === lane).length;
  for (const lane of [1, 2, 3, 4]) expect(ofLane(lane)).toBeGreaterThan(5);
});

/** What 6,800 tickers take by one lane (`npm run bench -- lanes`): what lanes add does not grow with the job. */
const COMMANDS_OF_A_NIGHT = 508;
const SECONDS_OF_A_NIGHT = 1_919;

test('four lanes are more than 3.6 times as fast as one, for less than 0.3 times the commands of a night', async () => {
  const given = { tickers: 1_200, startMilliseconds: () => 5_000 };
  const [one, four] = [await begun({ ...given, lanes: 1 }), await begun(given)];
  const [slow, fast] = [await one.finish(), await four.finish()];
  expect(slow.seconds / fast.seconds).toBeGreaterThan(3.6);
  expect(fast.commands - slow.commands).toBeLessThan(0.3 * COMMANDS_OF_A_NIGHT);
  expect(fast).toMatchObject({ refused: 0, ends: 1 });
});

test('eight lanes fill a night for at most 1.24 times the commands of one, seven times as fast', async () => {
  const fast = await (await begun({ tickers: 6_800, lanes: 8 })).finish();
  expect(fast.commands).toBeLessThanOrEqual(1.24 * COMMANDS_OF_A_NIGHT);
  expect(fast.seconds).toBeLessThan(SECONDS_OF_A_NIGHT / 7);
});

test.each([
  [500, 4],
  [1_500, 8],
  [1_500, 16],
])('of %i tickers each of %i lanes beyond the first adds at most 36 commands', async (tickers, lanes) => {
  const [one, several] = [await begun({ tickers, lanes: 1 }), await begun({ tickers, lanes })];
  const [alone, together] = [await one.finish(), await several.finish()];
  expect((together.commands - alone.commands) / (lanes - 1)).toBeLessThanOrEqual(36);
});

test('a lane that never comes leaves its share to the others', async () => {
  const world = await begun();
  world.lose(({ lane }) => lane === 3);
  const figures = await world.finish();
  expect(figures).toMatchObject({ status: 'completed', ends: 1, runs: 3 });
  // Its share is done by three lanes in 10 s, when nothing has come from it for 25 s.
  expect(figures.seconds).toBeLessThan(110);
});

test('a lane that dies costs no more than a group, and its share is done', async () => {
  const world = await begun({ tickers: 800 });
  await world.clock.advance(80_000);
  world.kill(2);
  const figures = await world.finish();
  expect(figures).toMatchObject({ status: 'completed', ends: 1 });
  expect(figures.twice).toBeLessThanOrEqual(2 * GROUP);
});

test('one lane that is left of four fills the job', async () => {
  const world = await begun({ tickers: 800 });
  await world.clock.advance(90_000);
  for (const lane of [1, 3, 4]) world.kill(lane);
  const figures = await world.finish();
  expect(figures).toMatchObject({ status: 'completed', ends: 1 });
  expect(figures.twice).toBeLessThanOrEqual(4 * GROUP);
});

test('a lane whose address is refused leaves its share to the others', async () => {
  let addresses = 0;
  const world = await begun({
    limit() {
      addresses += 1;
      const isRefused = addresses === 2;
      return { name: 'one address is refused', admits: () => !isRefused };
    },
  });
  expect(await world.finish()).toMatchObject({ status: 'completed', ends: 1 });
  const { job, facts } = await world.stored();
  expect(viewJob(job, facts, false).progress).toMatchObject({ successful: 400, failed: 0 });
});

test('too many failures are counted over all lanes, and end the job before all is asked for', async () => {
  const world = await begun({ tickers: 1_600, hasNoData: (ticker) => Number(ticker.slice(1)) % 10 < 4 });
  expect(await world.finish()).toMatchObject({ status: 'failed', ends: 0 });
  // A fifth of all has failed when half is asked for; each lane may have a group in its hands.
  expect(world.asked.size).toBeLessThan(800 + 4 * GROUP);
});

test('a job of more batches than its runs can do goes on in each lane, hop by hop', async () => {
  const world = await begun({ tickers: 1_000, options: { timeBudget: 30 } });
  expect(await world.finish()).toMatchObject({ status: 'completed', ends: 1 });
  const { facts } = await world.stored();
  for (const lane of [1, 2, 3, 4]) expect(facts.hops.get(lane)?.size).toBeGreaterThan(1);
});

test.each([
  ['with so many batches a run', { maxBatches: 20 }],
  ['that is told to end with its first run', { autoContinue: false }],
])('a job %s has one lane', async (_, options) => {
  const world = await begun({ tickers: 50, options });
  await world.clock.advance(120_000);
  expect(world.events.filter(({ lane }) => lane > 1)).toEqual([]);
  expect(endOf((await world.stored()).job)?.status).toBe('completed');
});

test('of a job with fewer batches than lanes no more are started', async () => {
  const world = await begun({ tickers: 10 });
  await world.clock.advance(120_000);
  expect(world.events.length).toBeLessThanOrEqual(1);
});
