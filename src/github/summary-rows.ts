import { formatDuration } from '../core/format-duration.ts';
import type { JobView } from '../core/view.ts';
import { withCount } from '../core/with-count.ts';
import type { RunSummary } from './run-summary.ts';
import { link, minuteOf, text } from './summary-markdown.ts';

const SHOWN_KINDS = 20;

/** The numbers of a run and its job: name and value, in the order of the table. What is not known is left out. */
export function rowsOf({
  view,
  run,
  priceSource,
  lane,
  jobSeconds,
  issues = {},
  universe,
  links = [],
  endedAt,
  nextLook,
}: RunSummary): [string, string][] {
  const { progress, plan, batches } = view;
  const fresh = progress.successful - plan.successful;
  const known = progress.failed - plan.failed;
  const optional: [string, string | false | undefined][] = [
    ['Job', universe !== undefined && text(view.jobId)],
    ['State', view.status],
    ['Tickers', `${progress.processed} of ${progress.total} (${progress.percentage} %)`],
    ['Successful', String(progress.successful)],
    ['Newly fetched', String(plan.successful)],
    ['Already fresh', String(fresh)],
    ['Failed', String(progress.failed)],
    ['Late', progress.late > 0 && String(progress.late)],
    ['Known to fail before', known > 0 && String(known)],
    ['Batches', `${batches.completed} of ${batches.total}`],
    ['Lane', lane !== undefined && `${lane.number} of ${lane.of}`],
    ['This run', thisRun(run)],
    [endedAt ? 'The job' : 'The job so far', jobSeconds !== undefined && formatDuration(jobSeconds)],
    ['Source', priceSource === 'simulated' ? 'SIMULATED' : priceSource === 'yahoo' && 'Yahoo'],
    ['Findings', Object.keys(issues).length > 0 && findings(issues)],
    ['Next', nextStep(view, run.dispatched, nextLook)],
    ['Ended', endedAt ? minuteOf(endedAt) : undefined],
    ['Links', links.length > 0 && links.map(link).join(' · ')],
  ];
  return optional.filter((row): row is [string, string] => typeof row[1] === 'string');
}

function thisRun({ batches, tickers, seconds, tickersPerSecond }: RunSummary['run']): string {
  const held = !tickers ? '' : ` of ${withCount(tickers, 'ticker')}`;
  const took = `${held}${seconds === undefined ? '' : ` in ${formatDuration(seconds)}`}`;
  const pace = tickersPerSecond === undefined ? '' : `, ${tickersPerSecond.toFixed(1)} tickers a second`;
  return `${withCount(batches, 'batch', 'batches')}${took}${pace}`;
}

function nextStep(
  { status, batches }: JobView,
  dispatched: boolean,
  nextLook?: string | null,
): string | undefined {
  if (dispatched) return 'the next run is started';
  if (status === 'running') return 'another run works on it';
  if (status === 'stalled' && nextLook === null) return 'it continues when somebody continues it';
  if (status === 'stalled') return `the watchdog starts a run${nextLook ? `, at ${minuteOf(nextLook)}` : ''}`;
  if (status === 'paused') return 'it continues when somebody resumes it';
  if (status === 'failed' && batches.remaining > 0) return 'it continues when somebody continues it';
  return undefined;
}

function findings(issues: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(issues).sort(([, one], [, other]) => other - one);
  return sorted
    .slice(0, SHOWN_KINDS)
    .map(([kind, count]) => `${count} ${text(kind, 40)}`)
    .join(', ');
}
