import * as z from 'zod/mini';

/** A job id of another form is an unknown job, not a wrong field. */
export const jobIdField = z.string().check(z.describe('the id of a job, such as batch_job_12345'));
