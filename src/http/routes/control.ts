import * as z from 'zod';
import { JOB_STATUSES, type JobStatus } from '../../core/view.ts';
import { cancelJob, pauseJob } from '../../jobs/control-job.ts';
import { resumeJob } from '../../jobs/resume-job.ts';
import { withStarter } from '../api-ports.ts';
import { jobIdField } from '../fields.ts';
import { postRoute } from '../route.ts';
import { runSchema } from './run-schema.ts';

const body = z.strictObject({ jobId: jobIdField });
const example = { jobId: 'batch_job_12345' };
const controlSchema = z.strictObject({
  success: z.literal(true),
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
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
  async ({ fields: { jobId }, ports }) => {
    await pauseJob(jobId, ports);
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
    const resumed = await resumeJob(jobId, withStarter(ports));
    const [message, run] =
      resumed.kind === 'started'
        ? ['Resumed: a run was started', resumed.run]
        : ['Resumed: a run is at work already', null];
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
    await cancelJob(jobId, ports);
    return answer({ success: true, jobId, status: 'cancelled', message: 'Cancelled' });
  },
);

function answer(body: ControlReply): Response {
  return Response.json(body);
}
