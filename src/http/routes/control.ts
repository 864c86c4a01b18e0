import * as z from 'zod';
import { isPaused, type JobStatus, viewJob } from '../../core/view.ts';
import { runInputs } from '../../github/start-workflow.ts';
import { callerId } from '../../jobs/caller-id.ts';
import { startRun } from '../../jobs/start-run.ts';
import { pauseJob, resumeJob } from '../../store/control.ts';
import { endJob } from '../../store/end-job.ts';
import { requireWorkflow } from '../api-ports.ts';
import { jobIdField } from '../fields.ts';
import { findJob } from '../find-job.ts';
import { Problem } from '../problem.ts';
import { postRoute } from '../route.ts';
import { runSchema } from './run-schema.ts';
import { STATUSES } from './status-schema.ts';

const body = z.strictObject({ jobId: jobIdField });
const example = { jobId: 'batch_job_12345' };
const controlSchema = z.strictObject({
  success: z.literal(true),
  jobId: z.string(),
  status: z.enum(STATUSES),
  message: z.string(),
  run: runSchema.optional(),
});
type ControlReply = z.infer<typeof controlSchema>;

const answers = (status: JobStatus, message: string) => ({
  200: {
    description: 'So it is; asking again changes nothing.',
    schema: controlSchema,
    examples: [{ success: true, jobId: 'batch_job_12345', status, message } satisfies ControlReply],
  },
});

export const pauseRoute = postRoute(
  {
    path: '/api/fill-cache-batch-pause',
    access: 'write',
    summary: 'Let a job wait',
    description: 'Its run notices at its next commit; what it has fetched is kept.',
    body,
    example,
    answers: answers('paused', 'Paused'),
    problems: [404, 409],
  },
  async ({ fields: { jobId }, ports: { redis, clock } }) => {
    const { job } = await findJob(redis, jobId);
    if (job.end) throw ended(jobId, job.end);
    if (!isPaused(job)) {
      // Of two times the later counts, whoever's clock is behind.
      const after = job.resumedAt ? Date.parse(job.resumedAt) + 1 : 0;
      await pauseJob(redis, jobId, isoTime(Math.max(clock.now(), after)));
    }
    return answer({ success: true, jobId, status: 'paused', message: 'Paused' });
  },
);

export const resumeRoute = postRoute(
  {
    path: '/api/fill-cache-batch-resume',
    access: 'write',
    summary: 'Let a paused job go on',
    description: 'Starts its next run, unless one is alive.',
    body,
    example,
    answers: answers('running', 'Resumed: a run was started'),
    problems: [404, 409, 429, 502],
  },
  async ({ fields: { jobId }, ports }) => {
    const { redis, clock } = ports;
    const { job, alive } = await findJob(redis, jobId);
    if (job.end) throw ended(jobId, job.end);
    const workflow = requireWorkflow(ports);
    if (isPaused(job))
      await resumeJob(redis, jobId, isoTime(Math.max(clock.now(), Date.parse(job.pausedAt ?? ''))));
    const result = alive
      ? null
      : await startRun(job, callerId(ports), ports, () => workflow.start(runInputs(job)));
    const run = result?.kind === 'started' ? result.run : null;
    const message =
      result?.kind === 'started' ? 'Resumed: a run was started' : 'Resumed: a run is at work already';
    return answer({ success: true, jobId, status: 'running', message, ...(run ? { run } : {}) });
  },
);

export const cancelRoute = postRoute(
  {
    path: '/api/fill-cache-batch-cancel',
    access: 'write',
    summary: 'End a job for good',
    description: 'Its run notices at its next commit; what it has fetched is kept.',
    body,
    example,
    answers: answers('cancelled', 'Cancelled'),
    problems: [404, 409],
  },
  async ({ fields: { jobId }, ports }) => {
    const { redis, clock } = ports;
    const { job, facts, alive } = await findJob(redis, jobId);
    if (!job.end) {
      const { successful, failed } = viewJob(job, facts, alive).progress;
      const at = isoTime(clock.now());
      await endJob(redis, job, { status: 'cancelled', by: callerId(ports), at, successful, failed });
    }
    // A run may have been faster.
    const { end } = (job.end ? { job } : await findJob(redis, jobId)).job;
    if (end && end.status !== 'cancelled') throw ended(jobId, end);
    return answer({ success: true, jobId, status: 'cancelled', message: 'Cancelled' });
  },
);

function answer(body: ControlReply): Response {
  return Response.json(body);
}

function ended(jobId: string, { status, at }: { status: string; at: string }): Problem {
  const advice = status === 'failed' ? ' Continue it to reopen it.' : '';
  return new Problem('state-forbids', `${jobId} is ${status} since ${at}.${advice}`);
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
