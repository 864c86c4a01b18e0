import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { ActionOutcome } from './action-outcome.ts';
import { ConfirmDialog } from './confirm-dialog.ts';
import { type FailureGroup, failureGroups } from './failure-groups.ts';
import type { JobReply } from './replies.ts';
import { countText, numberText } from './texts.ts';
import { useAction } from './use-action.ts';
import { jobPath, tickersPath } from './view-of.ts';

const RETRY = '/api/fill-cache-batch-retry';
const ENDED: readonly string[] = ['completed', 'failed', 'cancelled'];
/** More lines than anybody reads; the search of tickers finds the others. */
const SHOWN = 200;

/** What failed and why, and a new job for it. */
export function Failures({ job }: { job: JobReply }) {
  const action = useAction();
  const [isAsking, setAsking] = useState(false);
  const { jobId, status, failedTickers } = job;
  const hasEnded = ENDED.includes(status);
  const retry = (code?: string) =>
    action.run<{ message: string; jobId: string }>(RETRY, { jobId, code }, (made) =>
      location.assign(jobPath(made.jobId)),
    );
  const all = countText(failedTickers.length, 'ticker');
  if (failedTickers.length === 0) return html`<p>Nothing has failed.</p>`;
  return html`
    <p class="row">
      <span>${all} failed.</span>
      <button type="button" disabled=${!hasEnded || action.isBusy} onClick=${() => setAsking(true)}>Retry all ${numberText(failedTickers.length)}…</button>
    </p>
    ${!hasEnded && html`<p class="note">They can be retried when the job has ended.</p>`}
    <${ActionOutcome} action=${action} />
    ${failureGroups(failedTickers).map(
      (group) =>
        html`<${Group} key=${group.code} group=${group} jobId=${jobId} isFree=${hasEnded && !action.isBusy} retry=${retry} />`,
    )}
    ${
      isAsking &&
      html`
        <${ConfirmDialog} title="Retry ${all}?" action="Retry ${numberText(failedTickers.length)}" onConfirm=${() => retry()} onClose=${() => setAsking(false)}>
          <p>A new job fetches all ${all} that failed here; that they failed is forgotten.</p>
        <//>
      `
    }
  `;
}

interface GroupProps {
  group: FailureGroup;
  jobId: string;
  isFree: boolean;
  retry(code: string): Promise<void>;
}

function Group({ group: { code, reason, failures }, jobId, isFree, retry }: GroupProps) {
  const rest = failures.length - SHOWN;
  return html`
    <section class="group" aria-label="Failed: ${code}">
      <details>
        <summary><h3>${reason} <code>${code}</code></h3>${' '}<span>${countText(failures.length, 'ticker')}</span></summary>
        <ul class="failures">
          ${failures.slice(0, SHOWN).map(
            ({ ticker, error, batchNumber }) => html`
              <li key=${ticker}>
                <a href=${tickersPath(jobId, ticker)}>${ticker}</a> ${error}
                <span class="note">${batchNumber === null ? ' (known before)' : ` (batch ${batchNumber})`}</span>
              </li>
            `,
          )}
        </ul>
        ${rest > 0 && html`<p class="note">and ${numberText(rest)} more: <a href=${tickersPath(jobId)}>search the tickers</a>.</p>`}
      </details>
      <button type="button" disabled=${!isFree} onClick=${() => retry(code)}>${failures.length === 1 ? 'Retry this one' : `Retry these ${numberText(failures.length)}`}</button>
    </section>
  `;
}
