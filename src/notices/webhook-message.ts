import { oneLine } from '../core/one-line.ts';
import { messageId, type Notice } from './notice.ts';
import { webLink } from './notice-text.ts';

/** The JSON of a Standard Webhooks message: `type`, `timestamp` and `data`. A repeat has the same content. */
export function webhookMessage(notice: Notice): object {
  if (notice.event === 'test') return { type: 'test', timestamp: notice.at, data: { id: messageId(notice) } };
  const { event, at, jobId, universe, title, session, counts, seconds, source } = notice;
  return {
    type: `job.${event}`,
    timestamp: at,
    data: {
      id: messageId(notice),
      jobId: oneLine(jobId),
      universe,
      title: oneLine(title),
      session,
      counts,
      seconds,
      reason: notice.reason === null ? null : oneLine(notice.reason),
      reasons: notice.reasons.map(({ code, error, count }) => ({ code, error: oneLine(error), count })),
      links: { page: webLink(notice.links.page), run: webLink(notice.links.run) },
      source,
      simulated: source === 'simulated',
      retryOf: notice.retryOf === null ? null : oneLine(notice.retryOf),
    },
  };
}
