import * as z from 'zod/mini';
import type { JobStatus } from '../core/view.ts';
import { jobIdField } from './job-id-field.ts';
import type { ControlReply } from './replies/control.ts';

/** What pause, resume and cancel have in common: the id of a job in, its new state out. */
export function controlSpec(status: JobStatus, message: string) {
  return {
    body: z.strictObject({ jobId: jobIdField }),
    example: { jobId: 'batch_job_12345' },
    answers: async () => (await import('./replies/control.ts')).controlAnswers(status, message),
  };
}

export function controlReply(body: ControlReply): Response {
  return Response.json(body);
}
