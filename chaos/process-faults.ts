import type { ChainStack } from '../test/support/chain-stack.ts';
import { damageAnotherJob } from './damaged-jobs.ts';
import { startWatchdog } from './skip-to-watchdog.ts';
import type { StoryStack } from './story-stack.ts';
import { count } from './tally.ts';

const HOUR_MILLISECONDS = 3_600_000;
const TEN_MINUTES_MILLISECONDS = 600_000;

/** Faults of the runs of a job, or of Redis as a whole. Each resolves to false if there was nothing to strike. */
export const PROCESS_FAULTS = {
  'a run is killed': async ({ chain, chance }) => {
    const run = someRun(chain, chance);
    return run !== null && killIfAlive(run.processId);
  },
  'a run is cancelled': async ({ chain, chance }) => {
    const run = someRun(chain, chance);
    run?.cancel('chaos');
    return run !== null;
  },
  'two runs at once': async ({ outside, chance, scope, lanes }, jobId) => {
    const child = outside.start({ 'job-id': jobId, lane: String(chance.between(1, lanes)) });
    if (chance.happens(0.3)) {
      const delay = chance.between(300, 1_500);
      scope.inBackground(async () => {
        await scope.sleep(delay);
        child.kill('SIGKILL');
      });
    }
    return true;
  },
  'a clock is an hour off': async ({ outside, clock, chance }, jobId) => {
    const skew = chance.pick([-HOUR_MILLISECONDS, HOUR_MILLISECONDS]);
    outside.start({ 'job-id': jobId }, clock.environment(skew));
    return true;
  },
  'a run sleeps and wakes up': async ({ chain, outside, clock, chance, scope, lanes }, jobId) => {
    const child = outside.start({ 'job-id': jobId, lane: String(chance.between(1, lanes)) });
    await scope.sleep(chance.between(200, 800));
    child.kill('SIGSTOP');
    const delay = chance.between(500, 2_000);
    scope.inBackground(async () => {
      await scope.sleep(delay);
      clock.pass(TEN_MINUTES_MILLISECONDS);
      child.kill('SIGCONT');
    });
    startWatchdog({ chain });
    return true;
  },
  'redis is killed': async ({ redis }) => redis.kill(),
  'a record of another job is damaged': damageAnotherJob,
  nothing: async () => false,
} satisfies Record<string, (stack: StoryStack, jobId: string) => Promise<boolean>>;

export type ProcessFault = keyof typeof PROCESS_FAULTS;

/** Draws one of those of the story's profile, and counts it if it struck. */
export async function injectProcessFault(stack: StoryStack, jobId: string): Promise<void> {
  const { profile, chance, schedule } = stack;
  const fault = chance.pick(profile.processFaults);
  if (await PROCESS_FAULTS[fault](stack, jobId)) count(schedule.faults, fault);
}

/** All that are counted. */
export const PROCESS_FAULT_KINDS = Object.keys(PROCESS_FAULTS).filter((kind) => kind !== 'nothing');

/** @returns false if it has just ended by itself. */
export function killIfAlive(processId: number): boolean {
  try {
    return process.kill(processId, 'SIGKILL');
  } catch {
    return false;
  }
}

/** One of those at work, of whatever lane; null if there is none. */
function someRun(
  chain: ChainStack,
  chance: StoryStack['chance'],
): { processId: number; cancel(reason: string): void } | null {
  const working = chain.github
    .runs()
    .flatMap(({ processId, cancel }) => (processId === null ? [] : [{ processId, cancel }]));
  const [first, ...others] = working;
  return first === undefined ? null : chance.pick([first, ...others]);
}
