import { formatDuration } from '../core/format-duration.ts';
import { harmlessText } from '../core/harmless-text.ts';
import type { SourceName } from '../core/job.ts';
import type { JobView } from '../core/view.ts';

/** What the page of a run shows of it. Parts that are left out are not known, and are not shown. */
export interface RunSummary {
  view: JobView;
  /** What a person should know; the run is then red. */
  problem: string | null;
  /** Of this run alone. */
  run: {
    batches: number;
    dispatched: boolean;
    tickers?: number;
    seconds?: number;
    tickersPerSecond?: number;
  };
  /** In words, such as `S&P 500`. */
  universe?: string;
  /** The session that the job fills, `YYYY-MM-DD`. */
  session?: string | null;
  priceSource?: SourceName;
  /** How long the whole job has taken so far. */
  jobSeconds?: number;
  /** ISO 8601, UTC; null if it has not ended. */
  endedAt?: string | null;
  /** When the watchdog looks at a stalled job, ISO 8601, UTC; null if it leaves it alone. */
  nextLook?: string | null;
  /** Tickers that lack a session in which they traded. */
  late?: readonly string[];
  /** How many documents have findings, by kind. */
  issues?: Readonly<Record<string, number>>;
  links?: readonly { text: string; url: string }[];
}

/** GitHub drops a summary of more than 1 MiB; with these, none comes near: a character becomes at most 6 bytes. */
const LONGEST_CELL = 300;
const SHOWN_FAILURES = 20;
const SHOWN_TICKERS = 200;
const SHOWN_KINDS = 20;

const BAR_CELLS = 20;

/** A run and its job as Markdown: title, bar, problem, numbers, failures by reason. */
export function runSummary(summary: RunSummary): string {
  const { view, problem, universe, session, priceSource, late = [] } = summary;
  const named = [universe ?? '', session ? `session of ${session}` : ''].filter(Boolean).join(', ');
  return document([
    `### ${text(named || view.jobId)}`,
    ...(priceSource === 'simulated' ? ['', '**SIMULATED PRICES**'] : []),
    '',
    `${bar(view.progress.percentage)} ${view.progress.percentage} %`,
    ...quote(problem),
    '',
    '| | |',
    '|---|---|',
    ...rowsOf(summary).map(([name, value]) => `| ${name} | ${value} |`),
    ...failureSections(view),
    ...(late.length > 0 ? folded(`${late.length} late`, [tickerList(late)]) : []),
  ]);
}

/** What a look of the watchdog came to. */
export function watchSummary({
  resumed,
  problems,
}: {
  resumed: readonly string[];
  problems: readonly string[];
}): string {
  const lines = [
    ...resumed.map((jobId) => `A run was started for ${text(jobId)}.`),
    ...problems.map((problem) => `Problem: ${text(problem)}`),
  ];
  return document([
    '### Watchdog',
    '',
    ...(lines.length > 0 ? limited(lines, SHOWN_TICKERS).map((line) => `- ${line}`) : ['No job is stalled.']),
  ]);
}

/** A run that came to nothing: so that the summary says what the log does. */
export function errorSummary(message: string): string {
  return document(['### This run did nothing', ...quote(message)]);
}

function rowsOf({
  view,
  run,
  priceSource,
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
    ['Known to fail before', known > 0 && String(known)],
    ['Batches', `${batches.completed} of ${batches.total}`],
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
  const held = !tickers ? '' : ` of ${tickers} ${tickers === 1 ? 'ticker' : 'tickers'}`;
  const took = `${held}${seconds === undefined ? '' : ` in ${formatDuration(seconds)}`}`;
  const pace = tickersPerSecond === undefined ? '' : `, ${tickersPerSecond.toFixed(1)} tickers a second`;
  return `${batches} ${batches === 1 ? 'batch' : 'batches'}${took}${pace}`;
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

/** One folded table for each reason, the most frequent first. */
function failureSections({ failures }: JobView): string[] {
  const byCode = Map.groupBy(failures, ({ code }) => code);
  return [...byCode]
    .sort(([, one], [, other]) => other.length - one.length)
    .flatMap(([code, group]) =>
      folded(`${group.length} failed: ${code}`, [
        '| Failed ticker | Batch | Why |',
        '|---|---|---|',
        ...limited(
          group.map(
            ({ ticker, batch, error }) => `| ${text(ticker)} | ${batch} | ${text(error)} (${code}) |`,
          ),
          SHOWN_FAILURES,
        ),
      ]),
    );
}

/** GitHub renders Markdown inside of HTML after an empty line. */
function folded(title: string, lines: readonly string[]): string[] {
  return ['', `<details><summary>${title}</summary>`, '', ...lines, '', '</details>'];
}

function limited(lines: readonly string[], most: number): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), '', `… and ${more} more.`] : [...lines];
}

function tickerList(tickers: readonly string[]): string {
  const more = tickers.length - SHOWN_TICKERS;
  const shown = tickers.slice(0, SHOWN_TICKERS).map((ticker) => text(ticker, 30));
  return `${shown.join(', ')}${more > 0 ? `, … and ${more} more.` : ''}`;
}

function findings(issues: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(issues).sort(([, one], [, other]) => other - one);
  return sorted
    .slice(0, SHOWN_KINDS)
    .map(([kind, count]) => `${count} ${text(kind, 40)}`)
    .join(', ');
}

/** Only web addresses of ours become links, and none can leave its brackets. */
function link({ text: name, url }: { text: string; url: string }): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) return text(name);
  const href = new URL(url).href.replaceAll(/[()|<>\\`]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `[${text(name)}](${href})`;
}

/** `2026-11-24 22:05 UTC` of an instant in ISO 8601, UTC. */
function minuteOf(instant: string): string {
  return text(`${instant.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')} UTC`);
}

function bar(percentage: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor((percentage / 100) * BAR_CELLS)));
  return `\`${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}\``;
}

function quote(problem: string | null): string[] {
  return problem ? ['', `> ${harmlessText(problem, 'markdown')}`] : [];
}

function text(given: string, longest = LONGEST_CELL): string {
  return harmlessText(given, 'markdown', longest);
}

function document(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
