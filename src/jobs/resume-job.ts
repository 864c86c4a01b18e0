import type { StartedRun } from '../github/create-github.ts';
import { type ControlPorts, callerId, refuseEnded, reopenOrResume } from './control-job.ts';
import { findJob } from './find-job.ts';
import type { JobPorts } from './ports.ts';
import { startMissingRuns } from './start-run.ts';

/** `started`: a run was requested; null if GitHub does not say which. `alive`: a run is at work, or comes. */
export type Resumed = { kind: 'started'; run: StartedRun | null } | { kind: 'alive' };

/** Resumes a paused job, and starts its next run unless it is alive. @throws {JobRefused} if it has ended. */
export async function resumeJob(
  jobId: string,
  ports: ControlPorts & Pick<JobPorts, 'starter'>,
): Promise<Resumed> {
  const before = await findJob(ports.redis, jobId);
  refuseEnded(before.job);
  const stored = await reopenOrResume(before, ports);
  const result = await startMissingRuns({ stored, reason: 'resumed' }, callerId(ports), ports);
  return result.kind === 'started' ? result : { kind: 'alive' };
}
