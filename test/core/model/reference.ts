import { expect } from 'vitest';
import { endOf } from '../../../src/core/job.ts';
import { RESTARTS_WITHOUT_PROGRESS } from '../../../src/core/limits.ts';
import { viewJob } from '../../../src/core/view.ts';
import type { World } from './world.ts';

/** What must hold of a job, whatever has happened to its runs. This is all that a reader may rely on. */
export interface Reference {
  /** Batches that were seen done: they stay so. */
  done: Set<number>;
  /** The end that was seen: it stays so. */
  end: string | null;
  /** What people have said last. */
  paused: boolean;
}

export function createReference(): Reference {
  return { done: new Set(), end: null, paused: false };
}

const SIZES = [2, 2, 2, 2, 2, 1];
/** The one does not exist; the other is silent while all others answer. No other may ever fail. */
const MAY_FAIL = ['T3', 'T5'];

/** Looks at the job as a stranger would, and at every document. */
export async function compare(reference: Reference, world: World): Promise<void> {
  const { job, facts, alive } = await world.stored();
  const view = viewJob(job, facts, alive);

  const done = [...facts.done.keys()];
  expect(done).toEqual(expect.arrayContaining([...reference.done]));
  for (const batch of done) reference.done.add(batch);

  const processed = done.reduce((sum, batch) => sum + (SIZES[batch - 1] ?? Number.NaN), 0);
  const failed = view.failures.map(({ ticker }) => ticker);
  expect(view.progress).toMatchObject({
    processed,
    successful: processed - failed.length,
    failed: failed.length,
  });
  expect(new Set(failed).size).toBe(failed.length);
  expect(MAY_FAIL).toEqual(expect.arrayContaining(failed));
  for (const { ticker, batch } of view.failures) expect(tickersOf(world, batch)).toContain(ticker);

  const promised = done
    .flatMap((batch) => tickersOf(world, batch))
    .filter((ticker) => !failed.includes(ticker));
  const keys = promised.map((ticker) => `ticker-data:${ticker}`);
  expect(keys.length === 0 || (await world.redis.ask('EXISTS', ...keys))).toBe(keys.length || true);

  // Each hop is one run's, and each run has the hop that it took: an event that came twice was worked on once.
  for (const [runId, { lane, hop }] of facts.runs) expect(facts.hops.get(lane)?.get(hop)).toBe(runId);
  expect(world.wrong).toEqual([]);

  expect(reference.end ?? view.status).toBe(view.status);
  reference.end = endOf(job)?.status ?? null;
  if (reference.end === 'completed') expect(done).toHaveLength(SIZES.length);
  if (!reference.end) expect(view.status === 'paused').toBe(reference.paused);
  if (!reference.end && !reference.paused && job.state.startedAt)
    expect(view.status).toBe(alive ? 'running' : 'stalled');
  expect(world.log.filter((line) => line.startsWith('🎉')).length).toBeLessThanOrEqual(1);
}

/**
 * With nobody interfering any more the job comes to its end, as it must.
 *
 * @param turns which of two runs at a time moves next, again and again; empty: one run at a time.
 */
export async function healed(reference: Reference, world: World, turns: readonly number[]): Promise<void> {
  if (reference.paused) await world.resume();
  reference.paused = false;
  await finish(world, turns);
  for (let round = 0; round < 40 && !endOf((await world.stored()).job); round++) {
    const event = world.undelivered();
    if ((await world.stored()).facts.hops.size === 0) {
      // No run has ever come as far as to say so: it is still the caller's to start one.
      await world.startByHand();
      await finish(world, turns);
    } else if (event === null) {
      await world.pass(400_000);
      await world.watch();
    } else {
      await world.deliver(event);
      if (turns.length > 0) await world.startByHand();
      await finish(world, turns);
    }
    await compare(reference, world);
  }
  const { job, facts } = await world.stored();
  const gaveUp = facts.restarts.length >= RESTARTS_WITHOUT_PROGRESS ? ['failed'] : [];
  expect(['completed', 'cancelled', ...gaveUp]).toContain(endOf(job)?.status);
}

/** Whoever is at work gets to its end, side by side. */
async function finish(world: World, turns: readonly number[]): Promise<void> {
  for (let turn = 0; world.runs.length > 0; turn++) {
    await world.step(turns[turn % turns.length] ?? turn);
    await world.pass(500);
  }
}

function tickersOf({ plan }: World, batch: number): string[] {
  return plan.tickers.slice((batch - 1) * 2, batch * 2);
}
