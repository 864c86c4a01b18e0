import * as z from 'zod';
import type { JobStatus } from '../../core/view.ts';
import type { Answers } from '../route.ts';
import { runField, statusField } from './reply-fields.ts';

const controlSchema = z.strictObject({
  success: z.literal(true),
  jobId: z.string(),
  status: statusField,
  message: z.string(),
  run: runField.optional(),
});
export type ControlReply = z.infer<typeof controlSchema>;

/** Those of pause, resume and cancel, each with its own example. */
export function controlAnswers(status: JobStatus, message: string): Answers {
  const example: ControlReply = { success: true, jobId: 'batch_job_12345', status, message };
  return {
    200: {
      description: 'The job has this state; asking again changes nothing.',
      schema: controlSchema,
      examples: [example],
    },
  };
}
