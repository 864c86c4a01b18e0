import { endOf, type Job } from '../src/core/job.ts';
import { eventKey, NOTICE_EVENTS } from '../src/notices/notice.ts';
import { isTold } from '../src/store/told.ts';
import type { ReceivedNotice } from './notice-receiver.ts';
import type { StoryStack } from './story-stack.ts';

/** Whether the notice of a completed job was delivered, and that is recorded. */
export async function isEndTold({ direct }: Pick<StoryStack, 'direct'>, job: Job): Promise<boolean> {
  return isTold(direct, job.id, endKey(job));
}

/** A receiver that drops repeats by their id is told each event of the job once, and of its end at least once. */
export async function auditNotices(stack: StoryStack, job: Job): Promise<string[]> {
  const { received } = stack.receiver;
  const byId = Map.groupBy(received, ({ data }) => data.id);
  const isEnded = endOf(job)?.status === 'completed';
  return [
    ...(isEnded && !byId.has(`${job.id}:${endKey(job)}`) ? ['nobody was told of the end'] : []),
    ...(isEnded && !(await isEndTold(stack, job)) ? ['it is not recorded that the end was told'] : []),
    ...received.filter((notice) => !isOf(job, notice)).map(({ data }) => `a notice of ${data.id} was sent`),
    ...[...byId]
      .filter(([id, alike]) => !id.includes(':stalled') && new Set(alike.map(contentOf)).size > 1)
      .map(
        ([id, alike]) =>
          `${id} was sent with other contents: ${[...new Set(alike.map(contentOf))].join(' | ')}`,
      ),
  ];
}

function endKey({ reopened }: Job): string {
  return eventKey({ event: 'completed', session: null, reopened });
}

function isOf(job: Job, { type, data }: ReceivedNotice): boolean {
  const event = NOTICE_EVENTS.find((one) => type === `job.${one}`);
  if (event === undefined || data.jobId !== job.id) return false;
  return Array.from({ length: job.reopened + 1 }, (_, reopened) =>
    eventKey({ event, session: null, reopened }),
  ).some((key) => data.id === `${job.id}:${key}`);
}

/** All but how many tickers are late, which is as of the time of sending. */
function contentOf({ data }: ReceivedNotice): string {
  return JSON.stringify({ ...data, counts: { ...data.counts, late: null } });
}
