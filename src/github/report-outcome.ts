import * as core from '@actions/core';
import type { RunOutcome } from '../core/run-outcome.ts';
import { jobSummary } from './step-summary.ts';

/** Sets the outputs, writes the summary, and turns the step red if there is problem. */
export async function reportOutcome({ view, batchesRun, dispatched, problem }: RunOutcome): Promise<void> {
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
  if (process.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(jobSummary(view, problem)).write();
  if (problem) core.setFailed(problem);
}
