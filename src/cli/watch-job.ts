import { errorMessage } from '../core/error-message.ts';
import { ApiRefused, isPassing } from './client-error.ts';
import type { Client, Outcome } from './on-deployment.ts';
import { jobStatusPath } from './paths.ts';
import { type StatusReply, statusReplySchema } from './replies.ts';
import { hasEnded, isWaiting, waysOn } from './reply-texts.ts';

/** In a row: a cable may be out for some minutes, while the job goes on. */
const MOST_FAILED_LOOKS = 5;
const LONGEST_PAUSE_SECONDS = 60;
/** A job that is paused while it is watched may soon be resumed: the watching goes on for so long. */
const GRACE_SECONDS = 60;

/**
 * Shows how a job goes on, until it has ended or waits for a person to go on with it.
 *
 * @returns `done` if it is completed.
 * @throws {ApiRefused} {NotReachable} at the first look, or if the looks go on failing.
 */
export async function watchJob(jobId: string, everySeconds: number, client: Client): Promise<Outcome> {
  const { api, output, hint, sleep, stop } = client;
  let tag: string | null = null;
  let failedLooks = 0;
  let waitedSeconds = GRACE_SECONDS;
  let last = null as StatusReply | null;

  /** The last status, if there is nothing more to come. */
  async function look(): Promise<StatusReply | null> {
    const reading = await api.getIfChanged(jobStatusPath(jobId), statusReplySchema, tag);
    failedLooks = 0;
    tag = reading.tag;
    if (reading.reply) {
      last = reading.reply;
      output.follow(last);
    }
    if (!last || hasEnded(last)) return last;
    if (isWaiting(last)) return last.stalled || waitedSeconds >= GRACE_SECONDS ? last : null;
    waitedSeconds = 0;
    return null;
  }

  /** Seconds until the next look. */
  function pauseAfter(error: unknown): number {
    failedLooks += 1;
    if (!last || !isPassing(error) || failedLooks > MOST_FAILED_LOOKS) throw error;
    const asked = error instanceof ApiRefused ? error.retryAfterSeconds : null;
    const grown = Math.min(everySeconds * 2 ** failedLooks, LONGEST_PAUSE_SECONDS);
    const seconds = Math.max(everySeconds, asked ?? grown);
    output.remark(`${errorMessage(error)} Looking again in ${seconds} s.`);
    return seconds;
  }

  try {
    for (;;) {
      let seconds = everySeconds;
      try {
        const final = await look();
        if (final) {
          output.conclude(final);
          return final.status === 'completed' ? 'done' : 'failed';
        }
      } catch (error) {
        stop.throwIfAborted();
        seconds = pauseAfter(error);
      }
      await sleep(seconds * 1_000, stop);
      waitedSeconds += seconds;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    output.remark(`Nobody watches any more${farewell(jobId, last, hint)}`);
    return 'interrupted';
  }
}

function farewell(jobId: string, last: StatusReply | null, hint: Client['hint']): string {
  if (last && isWaiting(last)) return `, and ${jobId} waits for somebody. ${waysOn(last, hint)}`;
  const again = hint(`status ${jobId} --watch`);
  return last ? `, but ${jobId} goes on: ${again}` : `. To see how ${jobId} stands: ${again}`;
}
