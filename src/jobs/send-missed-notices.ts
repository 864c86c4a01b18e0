import { errorMessage } from '../core/error-message.ts';
import { endOf, type Job } from '../core/job.ts';
import { eventKey } from '../notices/notice.ts';
import { newestJobs } from '../store/list-jobs.ts';
import { readJobAndPlan } from '../store/read-job.ts';
import { isTold } from '../store/told.ts';
import { endNotice } from './job-notice.ts';
import { readFindings } from './read-findings.ts';
import { isWanted, type NoticeSendPorts, sendNotice } from './send-notice.ts';

/** A look costs a command for each of these jobs, and one more for each that has ended lately. */
const NEWEST_JOBS = 20;
/** Vercel's cron looks once a day, at some minute of an hour. What ended earlier is no news. */
const LATELY_MILLISECONDS = 25 * 3_600_000;

/**
 * Sends the notices of jobs that have ended lately, and of whose end nobody was told: the run that ended them was
 * killed, or the receiver did not answer. Never rejects.
 */
export async function sendMissedNotices(ports: NoticeSendPorts): Promise<void> {
  const { redis, clock, notices, log } = ports;
  if (!isWanted('completed', notices.config) && !isWanted('failed', notices.config)) return;
  try {
    const { jobs } = await newestJobs(redis, NEWEST_JOBS);
    const ended = jobs.filter((job) => hasEndedLately(job, clock.now()));
    await Promise.all(ended.map((job) => sendEndNotice(job, ports)));
  } catch (error) {
    log(`Notices of ended jobs were not looked for: ${errorMessage(error)}`);
  }
}

/** Sends the notice of a job's end, from what Redis knows of it, unless it was delivered. Never rejects. */
export async function sendEndNotice(job: Job, ports: NoticeSendPorts): Promise<void> {
  const { redis, clock, notices, log } = ports;
  const event = endOf(job)?.status;
  if (event === undefined || event === 'cancelled' || !isWanted(event, notices.config)) return;
  try {
    if (await isTold(redis, job.id, eventKey({ event, session: null, reopened: job.reopened }))) return;
    const stored = await readJobAndPlan(redis, job.id);
    if (!stored) return;
    const findings = stored.plan && (await readFindings(redis, stored.job, stored.plan, clock.now()));
    const notice = endNotice({ ...stored, late: findings?.late.length ?? null }, notices);
    if (notice) await sendNotice(notice, ports);
  } catch (error) {
    log(`No notice of ${job.id} can be sent: ${errorMessage(error)}`);
  }
}

/** Whoever made a job that had nothing to fetch, and so was never started, knows its end from the reply. */
function hasEndedLately({ state }: Job, now: number): boolean {
  if (state.status !== 'ended' || state.startedAt === null) return false;
  return now - Date.parse(state.end.at) < LATELY_MILLISECONDS;
}
