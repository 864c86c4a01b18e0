import * as z from 'zod';
import { endOf, FAILURE_CODES } from '../../core/job.ts';
import { findJobAndPlan } from '../../jobs/find-job.ts';
import { isNoteDue, notePoll } from '../../jobs/note-poll.ts';
import { readFindings } from '../../jobs/read-findings.ts';
import { lookAtJob, type StoredJobAndPlan } from '../../store/read-job.ts';
import { RedisCommandFailed } from '../../store/redis-error.ts';
import type { ApiPorts } from '../api-ports.ts';
import { jobIdField } from '../fields.ts';
import { progressField, statusField } from '../reply-fields.ts';
import { getRoute } from '../route.ts';
import { contentDigest, formatTag, isCurrent, lookDigest, parseTag, type StatusTag } from '../status-tag.ts';
import { batchStatesField, finishedField, runsField } from './job-details.ts';
import { renderDetails, renderStatus, withoutClock } from './render-status.ts';

const statusSchema = z.object({
  success: z.literal(true),
  jobId: z.string(),
  status: statusField,
  progress: progressField.extend({
    elapsedTime: z.int().describe('seconds since its first run was started, until its end'),
    estimatedTimeRemaining: z
      .int()
      .nullable()
      .describe('seconds, from the pace of the batches of this job; null while none is measured'),
  }),
  batches: z.strictObject({
    current: z.int().describe('batches done, as completed'),
    total: z.int(),
    completed: z.int(),
    remaining: z.int(),
  }),
  message: z.string(),
});

const detailsSchema = z.object({
  startTime: z.iso.datetime(),
  batchSize: z.int(),
  tickersToProcess: z.array(z.string()).describe('the plan, in the order of the batches'),
  successfulTickers: z.array(z.string()).describe('of the plan, without what was cached before'),
  failedTickers: z.array(
    z.strictObject({
      ticker: z.string(),
      error: z.string(),
      code: z.enum(FAILURE_CODES),
      batchNumber: z.int().nullable().describe('null: known before'),
    }),
  ),
  lateTickers: z
    .array(z.string())
    .describe(
      'of the plan, those that lack a session that has ended; looked for when the job has ended, empty before',
    ),
  batchStates: batchStatesField,
  finished: finishedField,
  runs: runsField,
  lanes: z
    .array(
      z.strictObject({
        lane: z.int(),
        state: z.enum(['working', 'starting', 'absent']),
        runId: z.string().nullable(),
        hop: z.int().nullable(),
        since: z.iso.datetime().nullable(),
        batches: z.int().describe('that it has finished'),
      }),
    )
    .describe('who is alive; of a job with several lanes each'),
  stalled: z
    .strictObject({
      since: z.iso.datetime().describe('the time of its last activity'),
      nextLook: z.iso
        .datetime()
        .nullable()
        .describe('when the watchdog starts it again; null if it will not'),
    })
    .nullable(),
  retryOf: z.string().optional(),
});

const STATUS_EXAMPLE: z.infer<typeof statusSchema> = {
  success: true,
  jobId: 'batch_job_12345',
  status: 'running',
  progress: {
    processed: 1250,
    total: 5000,
    percentage: 25,
    successful: 1200,
    failed: 50,
    elapsedTime: 1800,
    estimatedTimeRemaining: 5400,
  },
  batches: { current: 250, total: 1000, completed: 250, remaining: 750 },
  message: 'Processing batch 251 of 1000. 750 batches remaining.',
};

export const statusRoute = getRoute(
  {
    summary: 'How far a job is',
    query: z.object({
      jobId: jobIdField,
      detailed: z
        .enum(['true', 'false'])
        .default('false')
        .describe('true or false: with the failures, who is alive, and since when it is stalled'),
    }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while nothing has happened.' },
    answers: {
      200: {
        description: 'One consistent reading.',
        schema: statusSchema.extend(detailsSchema.partial().shape),
        examples: [STATUS_EXAMPLE],
      },
      304: { description: 'Nothing has happened.', schema: z.null() },
    },
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
    const status: z.infer<typeof statusSchema> = renderStatus(stored, now);
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
