import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import type { Command } from './redis.ts';

/**
 * Says that something of a job has changed that neither the number of its facts nor its leases show. Sent after the
 * change it stands for: whoever reads in between reads once more. An end removes it.
 *
 * @param what names the change and its time: written again, it is the same.
 */
export function changeCommand(jobId: string, what: string, seconds = JOB_LIFE_SECONDS): Command {
  return ['SET', KEYS.lastChange(jobId), what, 'EX', seconds];
}
