import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { ActionOutcome } from './action-outcome.ts';
import { ConfirmDialog } from './confirm-dialog.ts';
import type { JobReply, JobStatus } from './replies.ts';
import { countText } from './texts.ts';
import { useAction } from './use-action.ts';

interface Control {
  text: string;
  path: string;
}

const CONTINUE = '/api/fill-cache-batch-continue';
const PAUSE: Control = { text: 'Pause', path: '/api/fill-cache-batch-pause' };
const CANCEL_PATH = '/api/fill-cache-batch-cancel';
const CONTROLS: Readonly<Record<JobStatus, readonly Control[]>> = {
  pending: [{ text: 'Start', path: CONTINUE }],
  running: [PAUSE],
  paused: [{ text: 'Resume', path: '/api/fill-cache-batch-resume' }],
  stalled: [{ text: 'Continue', path: CONTINUE }, PAUSE],
  failed: [{ text: 'Continue', path: CONTINUE }],
  completed: [],
  cancelled: [],
};
const CAN_BE_CANCELLED: readonly JobStatus[] = ['pending', 'running', 'paused', 'stalled'];

/** What can be done with a job in its state. */
export function JobControls({ job, refresh }: { job: JobReply; refresh: () => Promise<void> }) {
  const action = useAction();
  const [isAsking, setAsking] = useState(false);
  const { jobId, status, progress } = job;
  const left = countText(progress.total - progress.processed, 'ticker');
  const buttons = CONTROLS[status].map(
    ({ text, path }, index) => html`
      <button
        type="button"
        class=${index === 0 && 'primary'}
        aria-disabled=${action.isBusy}
        onClick=${() => action.run(path, { jobId }, refresh)}
      >${text}</button>
    `,
  );
  return html`
    <div class="row controls" role="group" aria-label="What to do with this job">
      ${buttons}
      ${
        CAN_BE_CANCELLED.includes(status) &&
        html`<button type="button" class="danger" aria-disabled=${action.isBusy} onClick=${() => setAsking(true)}>Cancel…</button>`
      }
    </div>
    <${ActionOutcome} action=${action} />
    ${
      isAsking &&
      html`
        <${ConfirmDialog}
          title="Cancel this job?"
          action="Cancel the job"
          onConfirm=${() => action.run(CANCEL_PATH, { jobId }, refresh)}
          onClose=${() => setAsking(false)}
        >
          <p>${left} will not be fetched by it. A cancelled job cannot be continued; what is fetched stays.</p>
        <//>
      `
    }
  `;
}
