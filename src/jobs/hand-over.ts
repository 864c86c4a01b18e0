import { keyOf, type Run } from '../core/run.ts';
import { viewJob } from '../core/view.ts';
import { GitHubRefused } from '../github/github-error.ts';
import { writeHandOver, writeRunEnd } from '../store/run.ts';
import type { NextRun } from './leave-paused.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts } from './run-ports.ts';
import { nextRunEvent } from './run-starter.ts';

/** A rate limit of GitHub that is over by then is waited for, also by a run whose time is up. */
const LEAST_WAIT_MILLISECONDS = 60_000;

/**
 * Starts the next run of the lane, which is held for it.
 *
 * @param cancelSignal ends the wait for a rate limit.
 */
export async function handOver(
  run: Run,
  cancelSignal: AbortSignal,
  { redis, github, clock, log }: RunPorts,
): Promise<NextRun> {
  const { job, facts, lane, hop, record, options, others } = run;
  const until = Math.max(clock.now() + LEAST_WAIT_MILLISECONDS, record.from + options.timeBudget * 1_000);
  await writeHandOver(redis, keyOf(run), record);
  try {
    const event = nextRunEvent(job, lane, hop + 1, record.reason ?? 'done');
    await github.dispatch(event, { signal: cancelSignal, until });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // After a refusal nothing follows, and the lane is free; otherwise the event may have landed, and it is held.
    const mayCome = !(error instanceof GitHubRefused);
    if (!mayCome) await writeRunEnd(redis, keyOf(run), record, viewJob(job, facts, others.length > 0).status);
    return { dispatched: false, mayCome, problem: error.message };
  }
  log(LOG_LINES.continuing(job.id));
  return { dispatched: true, mayCome: true, problem: null };
}
