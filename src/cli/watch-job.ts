import type { Api } from './api.ts';
import { isPassing, RequestRefused } from './client-error.ts';
import type { Output } from './output.ts';
import { statusPath } from './paths.ts';
import { type StatusReply, statusSchema } from './replies.ts';
import { hasEnded, isStuck } from './reply-texts.ts';

export interface WatchPorts {
  api: Api;
  output: Output;
  /** Rejects if the signal is aborted meanwhile. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

/** In a row: a cable may be out for some minutes, while the job goes on. */
const MOST_FAILED_LOOKS = 5;
const LONGEST_PAUSE_SECONDS = 60;

/**
 * Shows how a job goes on, until it has ended or nobody will go on with it.
 *
 * @returns how it stands then; null if the user has stopped the watching.
 * @throws {RequestRefused} {NotReachable} at the first look, or if the looks go on failing.
 */
export async function watchJob(
  jobId: string,
  everySeconds: number,
  { api, output, sleep, stop }: WatchPorts,
): Promise<StatusReply | null> {
  let tag: string | null = null;
  let failedLooks = 0;
  let hasSeen = false;

  /** The last of what there is to show; null if there is more to come. */
  async function look(): Promise<StatusReply | null> {
    const reading = await api.getIfChanged(statusPath(jobId), statusSchema, tag);
    failedLooks = 0;
    hasSeen = true;
    if (!reading) return null;
    tag = reading.tag;
    output.follow(reading.answer);
    return hasEnded(reading.answer) || isStuck(reading.answer) ? reading.answer : null;
  }

  /** Seconds until the next look. */
  function pauseAfter(error: unknown): number {
    failedLooks += 1;
    if (!hasSeen || !isPassing(error) || failedLooks > MOST_FAILED_LOOKS) throw error;
    const asked = error instanceof RequestRefused ? error.retryAfterSeconds : null;
    const grown = Math.min(everySeconds * 2 ** failedLooks, LONGEST_PAUSE_SECONDS);
    const seconds = Math.max(everySeconds, asked ?? grown);
    output.remark(`${error instanceof Error ? error.message : error} Looking again in ${seconds} s.`);
    return seconds;
  }

  try {
    for (;;) {
      let seconds = everySeconds;
      try {
        const last = await look();
        if (last) {
          output.conclude(last);
          return last;
        }
      } catch (error) {
        stop.throwIfAborted();
        seconds = pauseAfter(error);
      }
      await sleep(seconds * 1_000, stop);
    }
  } catch (error) {
    if (stop.aborted) return null;
    throw error;
  }
}
