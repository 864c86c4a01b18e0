import * as z from 'zod';
import type { JobStatus } from '../core/view.ts';
import { jobIdField } from './job-id-field.ts';
import { runField, statusField } from './replies/reply-fields.ts';

const controlSchema = z.strictObject({
  success: z.literal(true),
  jobId: z.string(),
  status: statusField,
  message: z.string(),
  run: runField.optional(),
});
type ControlReply = z.infer<typeof controlSchema>;

/** What pause, resume and cancel have in common: the id of a job in, its new state out. */
export function controlSpec(status: JobStatus, message: string) {
  const example: ControlReply = { success: true, jobId: 'batch_job_12345', status, message };
  return {
    body: z.strictObject({ jobId: jobIdField }),
    example: { jobId: 'batch_job_12345' },
    answers: () => ({
      200: {
        description: 'The job has this state; asking again changes nothing.',
        schema: controlSchema,
        examples: [example],
      },
    }),
  };
}

export function controlReply(body: ControlReply): Response {
  return Response.json(body);
}
