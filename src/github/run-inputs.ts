import type { Job } from '../core/job.ts';
import { FIRST_LANE } from '../core/lanes.ts';

/** For one run alone; what is left out is as the job has it. */
export interface RunOverrides {
  maxBatches?: number | undefined;
  autoContinue?: boolean | undefined;
}

/** The inputs of the workflow for the next run of a lane. */
export function runInputs(
  { id }: Job,
  lane: number,
  { maxBatches, autoContinue }: RunOverrides = {},
): Record<string, string> {
  return {
    'job-id': id,
    // A workflow of an earlier version has no such input, and runs the first lane.
    ...(lane === FIRST_LANE ? {} : { lane: String(lane) }),
    ...(maxBatches === undefined ? {} : { 'max-batches': String(maxBatches) }),
    ...(autoContinue === undefined ? {} : { 'auto-continue': String(autoContinue) }),
  };
}
