import { recentPace } from './pace.ts';
import type { JobReply } from './replies.ts';
import { countText, dayText, durationText, inReadersClock, numberText } from './texts.ts';

/** What the state of a job means, and what becomes of it, in plain words. */
export function explainStatus({ status, stalled, runs, message: given }: JobReply): string {
  const message = withGroupedCounts(inReadersClock(given));
  switch (status) {
    case 'pending':
      return 'It is made, but no run has been started for it.';
    case 'running':
      return message;
    case 'paused':
      return `${message} It goes on when somebody resumes it.`;
    case 'stalled': {
      const refused = runs.find(({ notBefore }) => notBefore !== null)?.notBefore ?? null;
      return [
        `No run is at work${stalled ? `, and nothing has happened since ${dayText(stalled.since)}` : ''}.`,
        refused !== null &&
          `The source refused requests, and asked not to be called before ${dayText(refused)}.`,
        stalled?.nextLook
          ? `The watchdog starts it again at ${dayText(stalled.nextLook)}, or you continue it.`
          : 'The watchdog will not start it again: continue it.',
      ]
        .filter(Boolean)
        .join(' ');
    }
    case 'completed':
    case 'failed':
    case 'cancelled':
      return message;
  }
}

/** How long it has been going on, or how long it took; null if no run has been started. */
export function elapsedText({
  status,
  progress,
}: Pick<JobReply, 'status'> & { progress: Pick<JobReply['progress'], 'elapsedTime'> }): string | null {
  if (status === 'pending') return null;
  const duration = durationText(progress.elapsedTime);
  return ENDED.includes(status) ? `it took ${duration}` : `${duration} since its first run`;
}

const ENDED: readonly string[] = ['completed', 'failed', 'cancelled'];

/** How fast it goes and how long it will take, as far as the API says so; null if it says nothing. */
export function paceText({ status, finished, progress }: JobReply): string | null {
  if (finished === null || status !== 'running') return null;
  const { perMinute, seconds } = recentPace(finished);
  const pace = `${numberText(Number(perMinute.toFixed(1)))} batches a minute over the last ${durationText(seconds)} of work`;
  const { estimatedTimeRemaining } = progress;
  return estimatedTimeRemaining === null
    ? pace
    : `${pace}; about ${durationText(estimatedTimeRemaining)} remaining`;
}

/** What a screen reader is told when it changes: not each batch, but the state and each tenth. */
export function announcement({ status, progress }: JobReply): string {
  const tenth = Math.floor(progress.percentage / 10) * 10;
  return `The job is ${status}. ${tenth} % processed, ${countText(progress.failed, 'failure')}.`;
}

/** `1,364` of `1364`, as beside it; a date or an id stays as it is. */
function withGroupedCounts(sentence: string): string {
  return sentence.replaceAll(/(?<![\w.:-])\d{4,}(?![\w:-])/g, (count) => numberText(Number(count)));
}
