import type { JobView } from '../core/view.ts';
import type { RunSummary } from './run-summary.ts';
import { bar, document, folded, limited, quote, SHOWN_TICKERS, text } from './summary-markdown.ts';
import { rowsOf } from './summary-rows.ts';

const SHOWN_FAILURES = 20;

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
          group,
          SHOWN_FAILURES,
          ({ ticker, batch, error }) => `| ${text(ticker)} | ${batch} | ${text(error)} (${code}) |`,
        ),
      ]),
    );
}

function tickerList(tickers: readonly string[]): string {
  const more = tickers.length - SHOWN_TICKERS;
  const shown = tickers.slice(0, SHOWN_TICKERS).map((ticker) => text(ticker, 30));
  return `${shown.join(', ')}${more > 0 ? `, … and ${more} more.` : ''}`;
}
