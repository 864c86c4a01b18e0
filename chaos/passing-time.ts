import { KEYS } from '../src/store/keys.ts';
import type { Scene } from './scene.ts';

const WATCHDOG = '53 */3 * * *';
/** What the watchdog's next look is away at most. */
const LOOK_MILLISECONDS = 3 * 3_600_000;

/** So much time goes by that the watchdog looks again. Redis lives by our time: what would have run out is taken away. */
export async function untilTheWatchdogLooks(scene: Scene, jobId: string): Promise<void> {
  scene.clock.pass(LOOK_MILLISECONDS);
  await scene.calm.pipeline([['DEL', KEYS.lease(jobId, 1), KEYS.dispatch(jobId, 1)]]);
  lookAsWatchdog(scene);
  if (scene.strikes('two watchdogs at once')) scene.outside.start({ command: 'resume-stalled' });
}

export function lookAsWatchdog({ stack }: Pick<Scene, 'stack'>): void {
  stack.github.fireSchedule(WATCHDOG);
}
