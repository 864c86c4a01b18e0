import { endOf } from '../core/job.ts';
import type { CreatePorts, JobRequest } from './create-job.ts';
import { createNightly } from './nightly.ts';
import type { JobPorts } from './ports.ts';
import { sendEndNotice } from './send-missed-notices.ts';
import type { NoticeSendPorts } from './send-notice.ts';
import { startFirstRun } from './start-run.ts';
import type { StartNightly } from './watch.ts';

/** Makes the nightly job and starts its first run: for a watchdog that knows what the job is. */
export function startNightlyJob(
  request: JobRequest,
  ports: CreatePorts & Pick<JobPorts, 'starter'> & NoticeSendPorts,
): StartNightly {
  return async () => {
    const made = await createNightly({ ...request, started: false }, ports);
    if (made.kind === 'there') return `${made.jobId} is there.`;
    const { job } = made.created;
    if (endOf(job)) {
      // No run will say so, and a service that waits for the night's call would raise an alarm.
      await sendEndNotice(job, ports);
      return `${job.id} had nothing to fetch.`;
    }
    await startFirstRun(job, 'nightly', ports);
    return `${job.id} was started.`;
  };
}
