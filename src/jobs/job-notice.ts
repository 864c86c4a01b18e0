import type { Facts } from '../core/facts.ts';
import { endOf, type Job, type Plan } from '../core/job.ts';
import { sessionOf, UNIVERSE_TITLES } from '../core/job-title.ts';
import { viewJob } from '../core/view.ts';
import { lastActivity } from '../core/watch.ts';
import { frequentReasons, type JobNotice } from '../notices/notice.ts';
import type { NoticeSettings } from '../notices/notice-settings.ts';

/** A job as a notice needs it. The plan may have expired. */
export interface NoticedJob {
  job: Job;
  facts: Facts;
  plan: Pick<Plan, 'knownFailed'> | null;
  /** How many of its tickers are late; null if that is not known. */
  late: number | null;
}

/** That a job has completed or failed; null for a job that has not, or was cancelled by somebody who knows it. */
export function endNotice(noticed: NoticedJob, settings: NoticeSettings): JobNotice | null {
  const end = endOf(noticed.job);
  if (!end || end.status === 'cancelled') return null;
  const notice = describe(noticed, end.by, end.at, settings);
  // The numbers of the end, since a run that overlaps may write a fact of a batch once more after it.
  const { successful, failed } = end;
  return {
    ...notice,
    counts: { ...notice.counts, successful, failed },
    event: end.status,
    reason: end.status === 'failed' ? end.reason : null,
  };
}

/** That a job has batches left, and no run works on it. */
export function stalledNotice(noticed: NoticedJob, settings: NoticeSettings): JobNotice {
  const { job, facts } = noticed;
  // Without the restarts: they come after the stall, and must not change when it began.
  const since = new Date(lastActivity(job, { ...facts, restarts: [] })).toISOString();
  const [lastId, last] = [...facts.runs].reduce<Partial<[string, { from: number; reason: string | null }]>>(
    (latest, run) => (latest[1] && latest[1].from >= run[1].from ? latest : run),
    [],
  );
  const how = last?.reason ? `Its last run ended (${last.reason})` : 'Its last run did not report its end';
  return {
    ...describe(noticed, lastId ?? '', since, settings),
    event: 'stalled',
    reason: `${how}, and no other works on it.`,
  };
}

/**
 * That tickers of a job lack a session that has ended.
 *
 * @param session `YYYY-MM-DD`.
 * @param now milliseconds since 1970.
 */
export function lateNotice(
  noticed: NoticedJob,
  session: string,
  now: number,
  settings: NoticeSettings,
): JobNotice {
  const by = endOf(noticed.job)?.by ?? '';
  return {
    ...describe(noticed, by, new Date(now).toISOString(), settings),
    event: 'late',
    session,
    reason: null,
  };
}

function describe(
  { job, facts, plan, late }: NoticedJob,
  runId: string,
  at: string,
  { pageUrl, runsUrl }: NoticeSettings,
): Omit<JobNotice, 'event' | 'reason'> {
  const { progress, failures } = viewJob(job, facts, false);
  const { startedAt } = job.state;
  return {
    jobId: job.id,
    universe: job.tickerSource,
    title: UNIVERSE_TITLES[job.tickerSource],
    session: sessionOf(job),
    at,
    counts: { total: progress.total, successful: progress.successful, failed: progress.failed, late },
    seconds: startedAt === null ? null : secondsBetween(startedAt, at),
    reasons: frequentReasons([...(plan?.knownFailed ?? []), ...failures]),
    links: {
      page: pageUrl === null ? null : `${pageUrl}?job=${job.id}`,
      // Callers over HTTP have other names than runs, which have numbers.
      run: runsUrl !== null && /^\d+$/.test(runId) ? `${runsUrl}${runId}` : null,
    },
    source: job.priceSource,
    retryOf: job.retryOf ?? null,
    reopened: job.reopened,
  };
}

function secondsBetween(from: string, until: string): number {
  return Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1_000));
}
