import type { Clock } from '../core/clock.ts';
import { newJobId } from './create-job.ts';

/** Tells requests apart, where several want the same right at the same time. */
export function callerId({ clock, random }: { clock: Clock; random: () => number }): string {
  return newJobId(clock.now(), random).replace('batch_job_', 'http-');
}
