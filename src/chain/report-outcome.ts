import * as core from '@actions/core';
import { jobSummary } from './job-summary.ts';
import type { RunOutcome } from './run-job.ts';

/** Sets the outputs, writes the summary, and turns the step red if there is trouble. */
export async function reportOutcome({ view, batchesRun, dispatched, trouble }: RunOutcome): Promise<void> {
  const outputs = {
    'job-id': view.jobId,
    status: view.status,
    completed: view.status === 'completed',
    processed: view.progress.processed,
    successful: view.progress.successful,
    failed: view.progress.failed,
    remaining: view.batches.remaining,
    'batches-run': batchesRun,
    dispatched,
  };
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(jobSummary(view, trouble)).write();
  if (trouble) core.setFailed(trouble);
}
