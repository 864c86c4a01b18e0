import { readPolledAt, writePoll } from '../store/control.ts';
import type { JobPorts } from './ports.ts';

/** A poll of the status is noted when the last note is so old. */
const NOTED_MILLISECONDS = 15_000;

/** Whether a poll is to be noted, after what is known of the last note. @param notedAt milliseconds since 1970 */
export function isNoteDue(notedAt: number | null, now: number): boolean {
  return notedAt === null || Math.abs(now - notedAt) >= NOTED_MILLISECONDS;
}

/**
 * Notes that somebody polls the status of an open job, so that its run commits every 5 s; of several callers one in
 * 15 s writes. The status is answered all the same if this fails.
 *
 * @param polledAt ISO 8601, UTC; null if nobody has polled before, undefined if it is not known.
 * @returns when the last poll was noted; milliseconds since 1970.
 */
export async function notePoll(
  jobId: string,
  polledAt: string | null | undefined,
  { redis, clock }: Pick<JobPorts, 'redis' | 'clock'>,
): Promise<number> {
  const now = clock.now();
  try {
    const known = polledAt === undefined ? await readPolledAt(redis, jobId) : polledAt;
    const notedAt = known === null ? null : Date.parse(known);
    if (notedAt !== null && !isNoteDue(notedAt, now)) return notedAt;
    await writePoll(redis, jobId, new Date(now).toISOString());
  } catch {
    // The next poll tries again.
  }
  return now;
}
