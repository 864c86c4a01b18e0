import { formatBytes } from '../core/format-bytes.ts';
import { shown } from '../core/shown.ts';
import { withCount } from '../core/with-count.ts';
import { failedText } from './progress-line.ts';
import type {
  ContinuedReply,
  ControlReply,
  ForecastReply,
  FreshnessReply,
  JobsReply,
  StartedReply,
  StatusReply,
} from './replies.ts';

/** The command line of a further command, such as `status batch_job_12345`. */
export type Hint = (words: string) => string;

const SHOWN_FAILURES = 5;
const SHOWN_LATE = 5;

/** @param next what may be done next, if there is anything left to do. */
export function startedText(reply: StartedReply, next: string | null): string {
  const { jobId, message, batchInfo, run } = reply;
  return lines([
    `${jobId}: ${message}.`,
    planText(reply),
    runLine(run),
    batchInfo.totalBatches === 0 ? null : next,
  ]);
}

/** What a job would do and take; nothing was written. */
export function forecastText(reply: ForecastReply): string {
  const { commands, writtenBytes, addedBytes } = reply.forecast;
  const { usedBytes, limitBytes, keys } = reply.database;
  const limit = limitBytes === null ? '' : ` of ${formatBytes(limitBytes)}`;
  return lines([
    planText(reply),
    `About ${commands} billed commands; ${formatBytes(writtenBytes)} are written, ${formatBytes(addedBytes)} more than is stored now.`,
    usedBytes === null
      ? 'The database does not say how much room is left.'
      : `The database holds ${formatBytes(usedBytes)}${limit}${keys === null ? '' : ` in ${keys} keys`}.`,
    reply.message,
    'Nothing was written or started.',
  ]);
}

function planText({
  batchInfo,
  progress,
  skipped,
  repeated = 0,
}: Pick<StartedReply, 'batchInfo' | 'progress' | 'skipped' | 'repeated'>): string {
  const { totalTickers, tickersToProcess, totalBatches, batchSize, estimatedTimeMinutes } = batchInfo;
  const known = `${progress.successful} of ${totalTickers} tickers are fresh, ${progress.failed} known to fail`;
  const plan =
    totalBatches === 0
      ? 'nothing to do'
      : `${tickersToProcess} to fetch in batches of ${batchSize}, about ${estimatedTimeMinutes} min`;
  return lines([
    `${known}; ${plan}.`,
    skipped && skipped.count > 0 ? skippedText(skipped) : null,
    repeated > 0 ? `${repeated} of the list ${repeated === 1 ? 'was' : 'were'} repeated.` : null,
  ]);
}

export function continuedText(reply: ContinuedReply, next: string | null): string {
  const { jobId, completed, message, batchNumber, totalBatches, batchResults, progress, run } = reply;
  const { processed, total, percentage } = progress;
  const batch = batchResults
    ? `Batch ${batchNumber} of ${totalBatches}: ${batchResults.successful} successful, ${failedText(batchResults)} [${batchResults.tickers.join(', ')}]`
    : null;
  return lines([
    `${jobId}: ${message}.`,
    batch,
    `${processed} of ${total} tickers, ${percentage.toFixed(1)} %.`,
    runLine(run),
    completed ? null : next,
  ]);
}

export function controlText({ jobId, message, run }: ControlReply): string {
  return lines([`${jobId}: ${message}.`, runLine(run)]);
}

/** The state in a sentence, which is the deployment's own. */
export function headline({ jobId, status, message }: StatusReply): string {
  return `${jobId}${status === 'failed' ? ' has failed' : ''}: ${message}`;
}

/** What stands below the headline: the tickers, what is wrong, and what can be done about it. */
export function statusDetails(status: StatusReply, hint: Hint): string {
  const { jobId, progress, failedTickers, stalled } = status;
  const more = failedTickers.length - SHOWN_FAILURES;
  return lines([
    `${progress.successful} of ${progress.total} tickers are in Redis, ${failedText(progress)}.`,
    ...failedTickers.slice(0, SHOWN_FAILURES).map(({ ticker, error }) => `  ${ticker}: ${error}`),
    more > 0 ? `  … and ${more} more: --json shows them all` : null,
    lateText(status),
    lanesText(status),
    stalled &&
      `Nothing was heard of it since ${stalled.since}; the watchdog ${stalled.nextLook === null ? 'leaves it alone' : `looks at ${stalled.nextLook}`}.`,
    hasEnded(status) && failedTickers.length > 0 ? `To try them again: ${hint(`retry ${jobId}`)}` : null,
    isWaiting(status) ? waysOn(status, hint) : null,
  ]);
}

/** What each of several lanes does, or of a job that has ended has done; nothing of a job with one. */
function lanesText(status: StatusReply): string | null {
  const { lanes } = status;
  if (lanes.length < 2) return null;
  const each = lanes.map(
    ({ lane, state, batches = 0 }) => `${lane}${hasEnded(status) ? '' : ` ${state}`} (${batches})`,
  );
  return `Lanes, with the batches of each: ${each.join(', ')}.`;
}

export function listText({ jobs, problems = [] }: JobsReply): string {
  const damaged = problems.map(({ jobId, error }) => `${shown(jobId)} cannot be read: ${error}`);
  if (jobs.length === 0) return lines(['There are no jobs.', ...damaged]);
  const rows = jobs.map(({ jobId, status, tickerSource, startTime, progress, lanes = 1 }) => {
    const { processed, total, percentage } = progress;
    const started = `${startTime.slice(0, 16).replace('T', ' ')} UTC`;
    return [
      jobId,
      status,
      tickerSource,
      started,
      `${processed}/${total}`,
      `${percentage.toFixed(1)} %`,
      failedText(progress),
      lanes > 1 ? `${lanes} lanes` : '',
    ];
  });
  const widths = rows.reduce((most, row) => row.map((cell, at) => Math.max(cell.length, most[at] ?? 0)), [0]);
  const table = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines([...table, ...damaged]);
}

export function freshnessText(reply: FreshnessReply): string {
  const { universe, session, total, fresh, late, failed, missing, oldest } = reply;
  return lines([
    `${universe}: ${fresh} of ${total} tickers hold the session of ${session}.`,
    fresh === total ? null : `${late} late, ${failed} failed, ${missing} missing.`,
    oldest === null || oldest >= session ? null : `The oldest document ends on ${oldest}.`,
  ]);
}

export function hasEnded({ status }: StatusReply): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** Whether it goes on only if a person says so. */
export function isWaiting({ status, stalled }: StatusReply): boolean {
  return status === 'pending' || status === 'paused' || stalled?.nextLook === null;
}

/** What a person can do about a job that waits for one. */
export function waysOn({ jobId, status }: StatusReply, hint: Hint): string {
  return `To go on: ${hint(`${status === 'paused' ? 'resume' : 'continue'} ${jobId}`)}`;
}

/** Which tickers are late by now; of a job that goes on the deployment says their number alone. */
function lateText(status: StatusReply): string | null {
  const { progress, lateTickers: tickers } = status;
  if (tickers.length === 0)
    return hasEnded(status) && (progress.late ?? 0) > 0
      ? 'Of those that were late when it ended none is late now.'
      : null;
  const verb = tickers.length === 1 ? 'is' : 'are';
  const more = tickers.length > SHOWN_LATE ? ', …' : '';
  return `${withCount(tickers.length, 'ticker')} ${verb} late, without a session that has ended: ${tickers.slice(0, SHOWN_LATE).join(', ')}${more}`;
}

function skippedText({ count, first }: NonNullable<StartedReply['skipped']>): string {
  const values = first.map(shown).join(', ');
  return `${withCount(count, 'entry is no symbol and was', 'entries are no symbols and were')} left out: ${values}${count > first.length ? ', …' : '.'}`;
}

function runLine(run: StartedReply['run']): string | null {
  return run ? `Its run: ${run.url}` : null;
}

function lines(texts: readonly (string | null)[]): string {
  return texts.filter((text) => text !== null).join('\n');
}
