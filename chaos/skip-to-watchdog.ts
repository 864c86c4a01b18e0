import * as z from 'zod';
import { KEYS } from '../src/store/keys.ts';
import type { StoryStack } from './story-stack.ts';

const WATCHDOG = '53 */3 * * *';
/** The watchdog runs every three hours. */
const INTERVAL_MILLISECONDS = 3 * 3_600_000;

/** Moves the clock on to the watchdog's next run. Redis lives by our time: what would have expired is deleted. */
export async function skipToWatchdog(stack: StoryStack, jobId: string): Promise<void> {
  stack.clock.pass(INTERVAL_MILLISECONDS);
  const [claims] = await stack.direct.pipeline([['KEYS', KEYS.notice(jobId, '*')]]);
  const lanes = Array.from({ length: stack.lanes }, (_, index) => index + 1);
  const keys = z.array(z.string()).parse(claims);
  await stack.direct.pipeline([
    ['DEL', ...lanes.flatMap((lane) => [KEYS.lease(jobId, lane), KEYS.dispatch(jobId, lane)]), ...keys],
  ]);
  startWatchdog(stack);
  if (stack.happens('two watchdogs at once')) stack.outside.start({ command: 'resume-stalled' });
}

export function startWatchdog({ chain }: Pick<StoryStack, 'chain'>): void {
  chain.github.fireSchedule(WATCHDOG);
}
