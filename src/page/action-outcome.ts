import { html } from 'htm/preact';
import { inReadersClock } from './texts.ts';
import type { Action } from './use-action.ts';

/** Says what came of an action, to screen readers too. */
export function ActionOutcome({ action: { outcome } }: { action: Action }) {
  return html`<p class=${outcome?.isProblem ? 'problem' : 'note'} role="status">${outcome && inReadersClock(outcome.sentence)}</p>`;
}
