import { errorMessage } from '../core/error-message.ts';
import { type Leases, lanesAdvice, missingLanes, startsOthers } from '../core/lanes.ts';
import type { Run } from '../core/run.ts';
import { notBefore } from '../core/watch.ts';
import { LOG_LINES } from './log-lines.ts';
import type { RunPorts } from './run-ports.ts';
import { startByEvent } from './run-starter.ts';
import { startRuns } from './start-run.ts';

/**
 * Starts the lanes of the job that nobody works on. One that GitHub refuses costs its job nothing but speed: it is a line
 * of the log. Never rejects.
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
  const lanes = missing.filter((other) => notBefore(facts, other) <= clock.now());
  if (lanes.length === 0 || signal.aborted) return;
  const advice = lanesAdvice(job);
  if (advice !== null) log(advice);
  const requested = { stored: { job, facts }, lanes, reason: 'lane' };
  try {
    const starter = startByEvent(github, signal);
    for (const result of await startRuns(requested, id, { redis, clock, starter }, signal)) {
      if (result.kind === 'started') log(LOG_LINES.laneStarted(result.lane, job.id));
      if (result.kind === 'failed')
        log(LOG_LINES.laneNotStarted(result.lane, job.id, errorMessage(result.error)));
    }
  } catch (error) {
    log(LOG_LINES.lanesNotStarted(job.id, errorMessage(error)));
  }
}
