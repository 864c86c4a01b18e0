import type { JobView } from '../core/view.ts';

const SHOWN_FAILURES = 20;

/** The job as Markdown, for the page of a run. Everything that came from outside is escaped. */
export function jobSummary(view: JobView, problem: string | null): string {
  const { progress, batches } = view;
  const rows = [
    ['State', view.status],
    ['Tickers', `${progress.processed} of ${progress.total} (${progress.percentage} %)`],
    ['Successful', String(progress.successful)],
    ['Failed', String(progress.failed)],
    ['Batches', `${batches.completed} of ${batches.total}`],
  ];
  return [
    `### ${view.jobId}`,
    ...(problem ? ['', `> ${escaped(problem)}`] : []),
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    ...failureRows(view),
    '',
  ].join('\n');
}

function failureRows({ failures }: JobView): string[] {
  if (failures.length === 0) return [];
  const more = failures.length - SHOWN_FAILURES;
  return [
    '',
    '| Failed ticker | Batch | Why |',
    '|---|---|---|',
    ...failures
      .slice(0, SHOWN_FAILURES)
      .map(
        ({ ticker, batch, error, code }) => `| ${escaped(ticker)} | ${batch} | ${escaped(error)} (${code}) |`,
      ),
    ...(more > 0 ? ['', `… and ${more} more.`] : []),
  ];
}

/** Markdown and HTML lose their meaning, line by line. */
function escaped(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]<>()#+!|~@:&-]/g, (character) => `&#${character.charCodeAt(0)};`);
}
