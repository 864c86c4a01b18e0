import * as z from 'zod/mini';
import { jobIdField } from './job-id-field.ts';
import type { ControlReply } from './replies/control.ts';

/** What pause, resume and cancel have in common: the id of a job in, its new state out. */
export const CONTROL_SPEC = {
  body: z.strictObject({ jobId: jobIdField }),
  example: { jobId: 'batch_job_12345' },
};

export function controlReply(body: ControlReply): Response {
  return Response.json(body);
}
