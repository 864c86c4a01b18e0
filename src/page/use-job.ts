import type { Poll } from './poll.ts';
import type { JobReply } from './replies.ts';
import { usePoll } from './use-poll.ts';

const OPEN_SECONDS = 5;
const ENDED_SECONDS = 30;
const ENDED: readonly string[] = ['completed', 'failed', 'cancelled'];

/** The details of a job, as they change. */
export function useJob(jobId: string): Poll<JobReply> {
  return usePoll<JobReply>(
    `/api/fill-cache-batch-status?jobId=${encodeURIComponent(jobId)}&detailed=true`,
    (job) => (job !== null && ENDED.includes(job.status) ? ENDED_SECONDS : OPEN_SECONDS),
  );
}
