import * as core from '@actions/core';
import { harmlessText } from '../core/harmless-text.ts';
import type { RunOutcome } from '../core/run-outcome.ts';
import { errorSummary, runSummary, watchSummary } from './step-summary.ts';

/** A line of the run's log; no text in it is a workflow command. */
export function logLine(line: string): void {
  core.info(harmlessText(line, 'log'));
}

/** Sets the outputs, writes the summary, and fails the step if there is a problem. */
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
  await writeSummary(runSummary({ view, problem, run: { batches: batchesRun, dispatched } }));
  if (problem) fail(problem);
}

/** The same for the watchdog. */
export async function reportWatch(outcome: { resumed: string[]; problems: string[] }): Promise<void> {
  await writeSummary(watchSummary(outcome));
  if (outcome.problems.length > 0) fail(outcome.problems.join(' '));
}

/** The same for a run that an error has ended. */
export async function reportError(error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  fail(message);
  await writeSummary(errorSummary(message));
}

function fail(problem: string): void {
  core.setFailed(harmlessText(problem, 'log'));
}

/** What a run came to stands in its log too: a summary that cannot be written fails no run. */
async function writeSummary(markdown: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  try {
    await core.summary.addRaw(markdown).write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    core.warning(harmlessText(`The summary of this run could not be written: ${reason}`, 'log'));
  }
}
