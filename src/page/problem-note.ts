import { html } from 'htm/preact';
import type { Polled } from './poll.ts';
import { inReadersClock, timeText } from './texts.ts';

/** Says that the API gives no answer, and of when the figures are that are shown all the same. */
export function ProblemNote({
  polled,
  isAskedAgain = true,
}: {
  polled: Polled<unknown>;
  isAskedAgain?: boolean;
}) {
  const { problem, data, checkedAt } = polled;
  if (problem === null) return null;
  const figures =
    data !== null && checkedAt !== null ? ` The figures below are those of ${timeText(checkedAt)}.` : '';
  const sentence =
    problem.kind === 'unreachable'
      ? `The API cannot be reached${isAskedAgain ? '; it is asked again' : ''}.`
      : inReadersClock(problem.message);
  return html`<p class="problem" role="alert">${sentence}${figures}</p>`;
}
