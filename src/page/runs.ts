import { html } from 'htm/preact';
import type { Lane, Run } from './replies.ts';
import { countText, dayText, durationText, timeText } from './texts.ts';

/** Who is alive: a line for each lane. */
export function Lanes({ lanes }: { lanes: readonly Lane[] }) {
  if (lanes.length === 0) return html`<p>No run is at work.</p>`;
  return html`
    <ul class="lanes">
      ${lanes.map(
        (one) => html`
          <li key=${one.lane}>
            <span class="dot ${one.state}" aria-hidden="true"></span>
            Lane ${one.lane}: ${stateText(one)}${lanes.length > 1 && `; ${countText(one.batches, 'batch', 'batches')} so far`}
          </li>
        `,
      )}
    </ul>
  `;
}

function stateText({ state, runId, hop, since }: Lane): string {
  if (state === 'absent') return 'no run is at work';
  if (state !== 'working' || since === null) return 'a run was asked for and has not begun yet';
  return `run ${runId} (hop ${hop}) at work since ${timeText(Date.parse(since))}`;
}

const REASONS: Readonly<Record<string, string>> = {
  done: 'nothing was left',
  idle: 'other lanes had what was left',
  paused: 'it was paused',
  ended: 'the job had ended',
  'max-batches': 'it had done its batches',
  'time-budget': 'its time was up',
  signal: 'it was cancelled',
  refused: 'the source refused',
  'too-many-failed': 'too many failed',
  error: 'an error',
};

/** The runs of a job, newest first. */
export function Runs({ runs }: { runs: readonly Run[] }) {
  if (runs.length === 0) return html`<p>No run has begun.</p>`;
  return html`
    <ol class="runs">
      ${runs.map(
        (run) => html`
          <li key=${run.runId}>
            <span class="when">${dayText(run.from)}</span>
            <span>
              ${run.url === undefined ? `Run ${run.runId}` : html`<a href=${run.url}>Run ${run.runId}</a>`}
              ${` (lane ${run.lane}, hop ${run.hop}): ${outcomeOf(run)}`}
            </span>
          </li>
        `,
      )}
    </ol>
  `;
}

/** A run records its batches with its end. */
function outcomeOf({ from, until, reason, batches, notBefore }: Run): string {
  if (until === null) return 'no end is recorded yet';
  const took = `${countText(batches, 'batch', 'batches')} in ${durationText((Date.parse(until) - Date.parse(from)) / 1_000)}`;
  const why = reason === null ? '' : `; it ended because ${REASONS[reason] ?? reason}`;
  return `${took}${why}${notBefore === null ? '' : `, until ${dayText(notBefore)}`}`;
}
