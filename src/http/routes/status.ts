import * as z from 'zod/mini';
import { endOf } from '../../core/job.ts';
import { findJobAndPlan } from '../../jobs/find-job.ts';
import { isNoteDue, notePoll } from '../../jobs/note-poll.ts';
import { lookAtJob, type StoredJobAndPlan } from '../../store/read-job.ts';
import { RedisCommandFailed } from '../../store/redis-error.ts';
import type { ApiPorts } from '../api-ports.ts';
import { jobIdField } from '../job-id-field.ts';
import type { StatusReply } from '../replies/status.ts';
import { getRoute } from '../route.ts';
import { contentDigest, formatTag, isCurrent, lookDigest, parseTag, type StatusTag } from '../status-tag.ts';
import { renderDetails, renderStatus, withoutClock } from './render-status.ts';

export const statusRoute = getRoute(
  {
    summary: 'How far a job is',
    query: z.object({
      jobId: jobIdField,
      detailed: z
        ._default(z.enum(['true', 'false']), 'false')
        .check(z.describe('true or false: with the failures, who is alive, and since when it is stalled')),
    }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while nothing has happened.' },
    problems: [404],
  },
  async ({ fields: { jobId, detailed }, request, ports }) => {
    const header = request.headers.get('if-none-match');
    const known = parseTag(header);
    const current = known && (await currentTag(known, jobId, ports));
    if (current) return notModified(current);
    const stored = await findJobAndPlan(ports.redis, jobId);
    const now = ports.clock.now();
    const { job, look } = stored;
    // Only a run at work commits sooner for it.
    const isNoted = stored.alive && job.state.status === 'open';
    const status: StatusReply = renderStatus(stored, now);
    const answer =
      detailed === 'true'
        ? {
            ...status,
            ...renderDetails(stored, await lateTickersOf(stored, ports), now, ports.notices.runsUrl),
          }
        : status;
    const tag: StatusTag = {
      look: lookDigest(look),
      content: contentDigest(withoutClock(answer)),
      readAt: now,
      notedAt: isNoted ? await notePoll(jobId, job.polledAt, ports) : null,
    };
    if (known?.content === tag.content || header === '*') return notModified(tag);
    return Response.json(answer, { headers: { etag: formatTag(tag), ...CACHING } });
  },
);

/** The tag that a caller knows, if a look shows that nothing has changed; null if all has to be read. */
async function currentTag(known: StatusTag, jobId: string, ports: ApiPorts): Promise<StatusTag | null> {
  const now = ports.clock.now();
  if (!isCurrent(known, await lookAtJob(ports.redis, jobId), now)) return null;
  if (known.notedAt === null || !isNoteDue(known.notedAt, now)) return known;
  return { ...known, notedAt: await notePoll(jobId, undefined, ports) };
}

/**
 * While a job goes on, what it has not fetched yet would be late: nothing is read. One command afterwards. An index
 * that is damaged must not hide the job.
 */
async function lateTickersOf({ job, plan }: StoredJobAndPlan, { redis, clock }: ApiPorts): Promise<string[]> {
  if (!plan || !endOf(job)) return [];
  try {
    // Few requests need it.
    const { readFindings } = await import('../../jobs/read-findings.ts');
    return (await readFindings(redis, job, plan, clock.now())).late;
  } catch (error) {
    if (error instanceof RedisCommandFailed) return [];
    throw error;
  }
}

const CACHING = { 'cache-control': 'private, no-cache' };

function notModified(tag: StatusTag): Response {
  return new Response(null, { status: 304, headers: { etag: formatTag(tag), ...CACHING } });
}
