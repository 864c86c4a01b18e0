import { endOf } from '../core/job.ts';
import { withCount } from '../core/with-count.ts';
import { GitHubRefused, GitHubUnreachable } from '../github/github-error.ts';
import { JobUnreadable } from '../store/job-unreadable.ts';
import { forgetOpenJob, readOpenJobs } from '../store/open-jobs.ts';
import { readJob } from '../store/read-job.ts';
import { RedisCommandFailed } from '../store/redis-error.ts';
import { checkOpenJob, type WatchJobPorts, type WatchOutcome } from './check-open-job.ts';
import type { CreatePorts } from './create-job.ts';
import { lateNotice } from './job-notice.ts';
import { startLateJob } from './late.ts';
import { isNightlyOverdue, readLastSession } from './nightly.ts';
import type { JobPorts } from './ports.ts';
import { sendMissedNotices } from './send-missed-notices.ts';
import { type NoticeSendPorts, sendNotice } from './send-notice.ts';

export type WatchPorts = CreatePorts &
  Pick<JobPorts, 'starter'> &
  NoticeSendPorts & {
    /** Called for each of the problems that is a damaged record in Redis. */
    onDamaged?(): void;
  };

/** Starts the nightly job that has not come, as the repository's variables describe it. */
export type StartNightly = (session: string) => Promise<string>;

/**
 * The watchdog: starts one run for each lane that has work left and no lease. Two watchdogs at the same time start one
 * run, since each first claims the right to dispatch. It sends the notices of stalls, and of ends that nobody was told.
 *
 * @param runId the watchdog's own run, or its caller.
 * @param startNightly null where nobody knows what the nightly job is. Returns what was done, in a sentence.
 */
export async function watch(
  runId: string,
  ports: WatchPorts,
  startNightly: StartNightly | null = null,
): Promise<WatchOutcome> {
  const work: Promise<void>[] = [];
  try {
    const outcome = await look(runId, { ...ports, inBackground: (one) => work.push(one) }, startNightly);
    await sendMissedNotices(ports);
    return outcome;
  } finally {
    await Promise.all(work);
  }
}

async function look(
  runId: string,
  ports: WatchPorts & WatchJobPorts,
  startNightly: StartNightly | null,
): Promise<WatchOutcome> {
  const { redis, clock, log } = ports;
  const outcome: WatchOutcome = { resumed: [], problems: [] };
  const open = await readOpenJobs(redis, clock.now());
  for (const jobId of open) {
    const stored = await readJob(redis, jobId).catch((error: unknown) => {
      // What is wrong with one job must not keep the others from being started.
      if (error instanceof JobUnreadable) return error;
      throw error;
    });
    if (stored instanceof JobUnreadable) {
      log(`Skipped: ${stored.message}`);
      addDamaged(outcome, stored, ports);
    } else if (!stored || endOf(stored.job)) await forgetOpenJob(redis, jobId);
    else await reporting(outcome, ports, () => checkOpenJob(stored, runId, ports, outcome));
  }
  const last = await readLastSession(ports);
  await reporting(outcome, ports, async () => {
    if (!startNightly || !isNightlyOverdue(last, clock.now())) return;
    log(`The nightly job of ${last.session} has not come: ${await startNightly(last.session)}`);
  });
  await reporting(outcome, ports, async () => {
    const late = await startLateJob(last, ports);
    if (!late) return;
    const { jobId, session, nightly, tickers } = late;
    const [verb, them] = tickers.length === 1 ? ['is', 'it'] : ['are', 'them'];
    log(
      `${withCount(tickers.length, 'ticker')} ${verb} late for ${session}: ${jobId} fetches ${them} again.`,
    );
    const noticed = { ...nightly, late: tickers.length };
    const notice = lateNotice(noticed, session, clock.now(), ports.notices);
    ports.inBackground(sendNotice(notice, ports));
  });
  if (outcome.resumed.length + outcome.problems.length === 0) log(`No job is stalled (${open.length} open).`);
  return outcome;
}

/** What GitHub refuses, or a damaged key of a session, makes the watchdog red, and keeps it from nothing else. */
async function reporting(outcome: WatchOutcome, ports: WatchPorts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isKnown =
      error instanceof GitHubRefused ||
      error instanceof GitHubUnreachable ||
      error instanceof JobUnreadable ||
      error instanceof RedisCommandFailed;
    if (!isKnown) throw error;
    if (error instanceof JobUnreadable || error instanceof RedisCommandFailed)
      addDamaged(outcome, error, ports);
    else outcome.problems.push(error.message);
  }
}

function addDamaged(outcome: WatchOutcome, { message }: Error, { onDamaged }: WatchPorts): void {
  outcome.problems.push(message);
  onDamaged?.();
}
