import { jobIdTime, newJobId } from '../core/job.ts';
import { nightlyState } from '../core/nightly-schedule.ts';
import { lastSession, type Session, settledAt } from '../core/us-calendar.ts';
import { JobUnreadable } from '../store/job-unreadable.ts';
import { readJob, type StoredJob } from '../store/read-job.ts';
import type { Redis } from '../store/redis.ts';
import { claimNightly, readSessionJobs, releaseNightly, type SessionJobs } from '../store/sessions.ts';
import { type CreatedJob, type CreatePorts, createJob, type JobRequest } from './create-job.ts';

/** Keys of sessions live for a week. */
const EXPECTED_SESSIONS = 5;

/** The nightly job of the last session: made now, or there already; null while another caller is making it. */
export type Nightly =
  | { kind: 'created'; created: CreatedJob }
  | { kind: 'there'; jobId: string; stored: StoredJob | null };

/** Planning a universe takes seconds: whoever has claimed a session for longer, and has made no job, has died. */
const MAKING_MILLISECONDS = 600_000;

/**
 * Makes the nightly job, once a session: whoever makes it first claims the session. A job that a person has paused or
 * cancelled counts as there. After a holiday there is nothing to make.
 */
export async function createNightly(request: JobRequest, ports: CreatePorts): Promise<Nightly> {
  const { redis, clock, random } = ports;
  const session = lastSession(clock.now()).date;
  const id = newJobId(clock.now(), random);
  for (;;) {
    const owner = await claimNightly(redis, session, id);
    if (owner === id) break;
    const stored = await readIfSound(redis, owner);
    const isBeingMade = clock.now() - (jobIdTime(owner) ?? 0) < MAKING_MILLISECONDS;
    if (stored || isBeingMade) return { kind: 'there', jobId: owner, stored };
    // Whoever claimed it died before the job was made, or the job is damaged: nobody can go on with it.
    await releaseNightly(redis, session, owner);
  }
  try {
    return { kind: 'created', created: await createJob({ ...request, id }, ports) };
  } catch (error) {
    await releaseNightly(redis, session, id).catch(() => undefined);
    throw error;
  }
}

async function readIfSound(redis: Redis, jobId: string): Promise<StoredJob | null> {
  return readJob(redis, jobId).catch((error: unknown) => {
    if (error instanceof JobUnreadable) return null;
    throw error;
  });
}

/** The jobs of the last session, and the nightly jobs of the week before. One command. */
export function readLastSession({
  redis,
  clock,
}: Pick<CreatePorts, 'redis' | 'clock'>): Promise<SessionJobs> {
  const session = lastSession(clock.now());
  return readSessionJobs(redis, session.date, sessionsBefore(session));
}

/**
 * Whether the nightly job of the last session has not come two hours after its time. Where none came for the sessions
 * of the week before, nobody expects one: a list that is filled by hand, or `npm start`.
 */
export function isNightlyOverdue({ nightly, before }: SessionJobs, now: number): boolean {
  const came = { last: nightly !== null, before: before.some((job) => job !== null) };
  return nightlyState(came, now) === 'overdue';
}

const A_DAY = 24 * 3_600_000;

function sessionsBefore(session: Session): string[] {
  const dates = new Set<string>();
  for (let at = settledAt(session) - A_DAY; dates.size < EXPECTED_SESSIONS; at -= A_DAY) {
    dates.add(lastSession(at).date);
  }
  dates.delete(session.date);
  return [...dates];
}
