import { html } from 'htm/preact';
import { ProblemNote } from './problem-note.ts';
import type { FreshnessReply } from './replies.ts';
import { dayText, numberText } from './texts.ts';
import { universeText } from './universe-text.ts';
import { usePoll } from './use-poll.ts';

const SECONDS = 60;

/** How fresh the universe of the nightly job is. A deployment without this figure shows nothing. */
export function Freshness() {
  const polled = usePoll<FreshnessReply>('/api/fill-cache-freshness', () => SECONDS).state.value;
  const { data, problem } = polled;
  if (data === null) {
    return problem?.kind === 'refused' && problem.status !== 404
      ? html`<section class="panel" aria-label="Freshness"><${ProblemNote} polled=${polled} /></section>`
      : null;
  }
  const { session, universe, total, fresh, late, failed, missing, oldest, asOf } = data;
  const isFine = fresh === total;
  return html`
    <section class="panel" aria-labelledby="freshness">
      <h2 id="freshness">Is it fine?</h2>
      <${ProblemNote} polled=${polled} />
      <p class="state">
        <span class="badge ${isFine ? 'completed' : 'stalled'}">${isFine ? 'fresh' : 'not all fresh'}</span>${' '}
        <strong>${numberText(fresh)} of ${numberText(total)}</strong>${` tickers (${universeText(universe)}) hold the session of ${session}.`}
      </p>
      <dl class="tiles">
        <div class="done"><dt>Fresh</dt><dd>${numberText(fresh)}</dd></div>
        <div class="pending"><dt>Late</dt><dd>${numberText(late)}</dd></div>
        <div class="failed"><dt>Failed</dt><dd>${numberText(failed)}</dd></div>
        <div class="pending"><dt>Missing</dt><dd>${numberText(missing)}</dd></div>
      </dl>
      <p class="note">${oldest !== null && `The oldest ends on ${oldest}. `}As of ${dayText(asOf)}.</p>
    </section>
  `;
}
