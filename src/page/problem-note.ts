import { html } from 'htm/preact';
import type { Polled } from './poll.ts';
import { timeText } from './texts.ts';

/** Says that the API gives no answer, and of when the figures are that are shown all the same. */
export function ProblemNote({ polled: { problem, data, checkedAt } }: { polled: Polled<unknown> }) {
  if (problem === null) return null;
  const figures =
    data !== null && checkedAt !== null ? ` The figures below are those of ${timeText(checkedAt)}.` : '';
  const sentence =
    problem.kind === 'unreachable' ? 'The API cannot be reached; it is asked again.' : problem.message;
  return html`<p class="problem" role="alert">${sentence}${figures}</p>`;
}
