import { JOB_ID, jobIdTime } from '../core/job.ts';
import { type NightlyState, nextNightly, nightlyDue, nightlyState } from '../core/nightly-schedule.ts';
import { lastSession } from '../core/us-calendar.ts';
import { nextLook } from '../core/watch.ts';
import type { SessionJobs } from '../store/sessions.ts';

/** Whether the nightly job of the last session came, and what is due next; instants in milliseconds since 1970. */
export interface NightlyReport {
  /** The last US session that has ended, `YYYY-MM-DD`. */
  session: string;
  due: number;
  state: NightlyState;
  /** Null if none came. */
  jobId: string | null;
  /** When it was made; null if none came, or its id does not say. */
  begun: number | null;
  /** When a nightly job is due next. */
  next: number;
  /** When the watchdog looks next: it makes a nightly job that is overdue. */
  nextLook: number;
}

export function nightlyReport({ nightly, before }: SessionJobs, now: number): NightlyReport {
  const session = lastSession(now);
  const jobId = nightly !== null && JOB_ID.test(nightly) ? nightly : null;
  const came = { last: jobId !== null, before: before.some((job) => job !== null) };
  return {
    session: session.date,
    due: nightlyDue(session),
    state: nightlyState(came, now),
    jobId,
    begun: jobId === null ? null : validTime(jobIdTime(jobId)),
    next: nextNightly(now),
    nextLook: nextLook(now),
  };
}

/** An id of another origin may read as a number that is no instant. */
function validTime(time: number | null): number | null {
  return time === null || Number.isNaN(new Date(time).getTime()) ? null : time;
}
