import { html } from 'htm/preact';
import { CacheCheck } from './cache-check.ts';
import type { Polled } from './poll.ts';
import { ProblemNote } from './problem-note.ts';
import type { FreshnessReply } from './replies.ts';
import { dayText, numberText } from './texts.ts';
import { universeText } from './universe-text.ts';

export interface FreshnessProps {
  polled: Polled<FreshnessReply>;
  /** Whether the view says already that the API gives no answer. */
  isSaidAbove: boolean;
}

/** How fresh the universe is that matters most. A deployment without this figure shows nothing. */
export function Freshness({ polled, isSaidAbove }: FreshnessProps) {
  const { data, problem } = polled;
  if (data === null && isSaidAbove) return null;
  if (data === null && problem?.kind === 'refused' && problem.status === 404) return null;
  return html`
    <section class="panel" aria-labelledby="freshness">
      <h2 id="freshness">Is it fine?</h2>
      ${!isSaidAbove && html`<${ProblemNote} polled=${polled} />`}
      ${data === null ? problem === null && html`<p class="loading" role="status">Loading…</p>` : html`<${Figures} freshness=${data} />`}
    </section>
  `;
}

function Figures({ freshness }: { freshness: FreshnessReply }) {
  const { session, universe, total, fresh, late, failed, missing, oldest, asOf } = freshness;
  const isFine = fresh === total;
  const tile = (name: string, count: number, state: string) =>
    html`<div class=${count > 0 && state}><dt>${name}</dt><dd>${numberText(count)}</dd></div>`;
  return html`
    <p>
      <span class="badge ${isFine ? 'completed' : 'stalled'}">${isFine ? 'fresh' : 'not all fresh'}</span>${' '}
      <strong>${numberText(fresh)} of ${numberText(total)}</strong>${` tickers (${universeText(universe)}) hold the session of ${session}.`}
    </p>
    <dl class="tiles">
      ${tile('Fresh', fresh, 'done')} ${tile('Late', late, 'late')} ${tile('Failed', failed, 'failed')} ${tile('Missing', missing, 'failed')}
    </dl>
    <p class="note">${oldest !== null && `The oldest ends on ${oldest}. `}As of ${dayText(asOf)}.</p>
    <${CacheCheck} />
  `;
}
