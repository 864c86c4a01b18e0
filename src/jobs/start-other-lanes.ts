import { errorMessage } from '../core/error-message.ts';
import { type Leases, missingLanes, startsOthers } from '../core/lanes.ts';
import type { Run } from '../core/run.ts';
import { notBefore } from '../core/watch.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts } from './run-ports.ts';
import { startByEvent } from './run-starter.ts';
import { startRun } from './start-run.ts';

/**
 * Starts the lanes of the job that nobody works on, one after the other; each is claimed first, so that of several runs
 * one starts it. One that GitHub refuses costs its job nothing but speed: it is a line of the log. Never rejects.
 *
 * @param leases as they were when the run began.
 * @param signal ends it: the job has, or the run has to leave.
 */
export async function startOtherLanes(
  { id, lane, job, facts, options }: Run,
  leases: Leases,
  signal: AbortSignal,
  { redis, github, clock, log }: RunPorts,
): Promise<void> {
  if (!startsOthers(options)) return;
  const missing = missingLanes(job, leases).filter((other) => other !== lane);
  const starter = startByEvent(github, signal);
  for (const other of missing) {
    if (signal.aborted) return;
    if (notBefore(facts, other) > clock.now()) continue;
    try {
      const requested = { stored: { job, facts }, lane: other, reason: 'lane' };
      const { kind } = await startRun(requested, id, { redis, clock, starter });
      if (kind === 'started') log(LOG_LINES.laneStarted(other, job.id));
    } catch (error) {
      log(LOG_LINES.laneNotStarted(other, job.id, errorMessage(error)));
    }
  }
}
