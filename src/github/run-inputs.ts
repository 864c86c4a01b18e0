import type { Job } from '../core/job.ts';

/** For one run alone; what is left out is as the job has it. */
export interface RunOverrides {
  maxBatches?: number | undefined;
  autoContinue?: boolean | undefined;
}

/** The inputs of the workflow for the next run of a job. */
export function runInputs(
  { id }: Job,
  { maxBatches, autoContinue }: RunOverrides = {},
): Record<string, string> {
  return {
    'job-id': id,
    ...(maxBatches === undefined ? {} : { 'max-batches': String(maxBatches) }),
    ...(autoContinue === undefined ? {} : { 'auto-continue': String(autoContinue) }),
  };
}
