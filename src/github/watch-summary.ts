import { document, limited, quote, SHOWN_TICKERS, text } from './summary-markdown.ts';

/** What a look of the watchdog came to. */
export function watchSummary({
  resumed,
  problems,
}: {
  resumed: readonly string[];
  problems: readonly string[];
}): string {
  const said = [
    ...resumed.map((jobId) => `A run was started for ${text(jobId)}.`),
    ...problems.map((problem) => `Problem: ${text(problem)}`),
  ];
  const lines = limited(said, SHOWN_TICKERS, (line) => line);
  return document([
    '### Watchdog',
    '',
    ...(lines.length > 0 ? lines.map((line) => `- ${line}`) : ['No job is stalled.']),
  ]);
}

/** A run that came to nothing: so that the summary says what the log does. */
export function errorSummary(message: string): string {
  return document(['### This run did nothing', ...quote(message)]);
}
