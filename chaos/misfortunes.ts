import { setTimeout } from 'node:timers/promises';
import type { ChainStack } from '../test/support/chain-stack.ts';
import { lookAsWatchdog } from './passing-time.ts';
import type { Scene } from './scene.ts';
import { count } from './tally.ts';

const HOUR_MILLISECONDS = 3_600_000;
const TEN_MINUTES_MILLISECONDS = 600_000;

/** What happens to the runs of a job, or to Redis as a whole; false if there was nothing for it to happen to. */
const MISFORTUNES = {
  'a run is killed': async ({ stack }) => {
    const run = atWork(stack);
    return run !== null && killIfAlive(run.processId);
  },
  'a run is cancelled': async ({ stack }) => {
    const run = atWork(stack);
    run?.cancel('chaos');
    return run !== null;
  },
  'two runs at once': async ({ outside, chance }, jobId) => {
    const child = outside.start({ 'job-id': jobId });
    if (chance.happens(0.3)) void setTimeout(chance.between(300, 1_500)).then(() => child.kill('SIGKILL'));
    return true;
  },
  'a clock is an hour off': async ({ outside, clock, chance }, jobId) => {
    const skew = chance.pick([-HOUR_MILLISECONDS, HOUR_MILLISECONDS]);
    outside.start({ 'job-id': jobId }, clock.environment(skew));
    return true;
  },
  'a run sleeps and wakes up': async ({ stack, outside, clock, chance }, jobId) => {
    const child = outside.start({ 'job-id': jobId });
    await setTimeout(chance.between(200, 800));
    child.kill('SIGSTOP');
    void setTimeout(chance.between(500, 2_000)).then(() => {
      clock.pass(TEN_MINUTES_MILLISECONDS);
      child.kill('SIGCONT');
    });
    lookAsWatchdog({ stack });
    return true;
  },
  'redis is killed': async ({ redis }) => redis.kill(),
  nothing: async () => false,
} satisfies Record<string, (scene: Scene, jobId: string) => Promise<boolean>>;

export type Misfortune = keyof typeof MISFORTUNES;

/** Draws one of those that the climate knows. */
export async function suffer(scene: Scene, jobId: string): Promise<void> {
  const { climate, chance, weather } = scene;
  const misfortune = chance.pick(climate.misfortunes);
  if (await MISFORTUNES[misfortune](scene, jobId)) count(weather.faults, misfortune);
}

/** Of the tallied ones. */
export const MISFORTUNE_KINDS = Object.keys(MISFORTUNES).filter((kind) => kind !== 'nothing');

/** @returns false if it has just ended by itself. */
export function killIfAlive(processId: number): boolean {
  try {
    return process.kill(processId, 'SIGKILL');
  } catch {
    return false;
  }
}

function atWork(stack: ChainStack): { processId: number; cancel(reason: string): void } | null {
  const run = stack.github.runs().findLast(({ processId }) => processId !== null);
  if (!run || run.processId === null) return null;
  return { processId: run.processId, cancel: run.cancel };
}
