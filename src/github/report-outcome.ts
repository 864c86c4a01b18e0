import * as core from '@actions/core';
import { errorMessage } from '../core/error-message.ts';
import { harmlessText } from '../core/harmless-text.ts';
import type { RunOutcome } from '../core/run-outcome.ts';
import { failureAnnotations } from './failure-annotations.ts';
import { runSummary } from './step-summary.ts';
import { failuresOfRun, summaryOfRun } from './summary-of-run.ts';
import { errorSummary, watchSummary } from './watch-summary.ts';

/** A line of the run's log; no text in it is a workflow command. */
export function logLine(line: string): void {
  core.info(harmlessText(line, 'log'));
}

/** A line that the page of the run shows too. */
export function warningLine(line: string): void {
  core.warning(harmlessText(line, 'log'));
}

/** Begins a group of the log, which a reader can fold; it ends with the next one, or with the report. */
export function startPhase(title: string): void {
  endPhase();
  core.startGroup(title);
  isInPhase = true;
}

let isInPhase = false;

function endPhase(): void {
  if (isInPhase) core.endGroup();
  isInPhase = false;
}

/**
 * Sets the outputs, writes the summary and the annotations, and fails the step if there is a problem.
 *
 * @param pageUrl of the status page; null if it is not known.
 * @param now milliseconds since 1970.
 */
export async function reportOutcome(outcome: RunOutcome, pageUrl: string | null, now: number): Promise<void> {
  endPhase();
  const { view, batchesRun, dispatched, problem } = outcome;
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
  for (const { level, title, message } of failureAnnotations(failuresOfRun(outcome))) {
    const annotate = level === 'warning' ? core.warning : core.notice;
    annotate(harmlessText(message, 'log'), { title: harmlessText(title, 'log') });
  }
  await writeSummary(runSummary(summaryOfRun(outcome, pageUrl, now)));
  if (problem) fail(problem);
}

/** The same for the watchdog. */
export async function reportWatch(outcome: { resumed: string[]; problems: string[] }): Promise<void> {
  await writeSummary(watchSummary(outcome));
  if (outcome.problems.length > 0) fail(outcome.problems.join(' '));
}

/** The same for a run that an error has ended. */
export async function reportError(error: unknown): Promise<void> {
  endPhase();
  const message = errorMessage(error);
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
    const reason = errorMessage(error);
    core.warning(harmlessText(`The summary of this run could not be written: ${reason}`, 'log'));
  }
}
