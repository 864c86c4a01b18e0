import { html } from 'htm/preact';
import { announcement, elapsedText, explainStatus, paceText } from './job-texts.ts';
import { ProgressBar } from './progress-bar.ts';
import type { JobReply } from './replies.ts';
import { StatusBadge } from './status-badge.ts';
import { countText, dayText, numberText } from './texts.ts';

/** State, bar and figures of a job, as the API gave them. */
export function JobSummary({ job }: { job: JobReply }) {
  const { progress, batches, lanes, status } = job;
  const { late = 0 } = progress;
  const notes = [`Made ${dayText(job.startTime)}`, elapsedText(job), paceText(job)].filter(
    (note) => note !== null,
  );
  const working = lanes.filter(({ state }) => state === 'working').length;
  const processed = `${numberText(progress.processed)} of ${countText(progress.total, 'ticker')}`;
  const done = `${numberText(batches.completed)} of ${countText(batches.total, 'batch', 'batches')}`;
  return html`
    <p class="state"><${StatusBadge} status=${status} /> ${explainStatus(job)}</p>
    <p class="unseen" role="status">${announcement(job)}</p>
    <${ProgressBar} progress=${progress} />
    <p class="under-bar"><strong>${progress.percentage} %</strong>${` · ${processed} · ${done}`}</p>
    <dl class="tiles">
      <div class="pending"><dt>Pending</dt><dd>${numberText(progress.total - progress.processed)}</dd><dd class="unit">tickers</dd></div>
      <div class=${working > 0 && 'running'}><dt>Running</dt><dd>${numberText(working)}</dd><dd class="unit">${working === 1 ? 'lane' : 'lanes'} at work</dd></div>
      <div class="done"><dt>Done</dt><dd>${numberText(progress.successful)}</dd><dd class="unit">tickers</dd></div>
      <div class=${progress.failed > 0 && 'failed'}><dt>Failed</dt><dd>${numberText(progress.failed)}</dd><dd class="unit">tickers</dd></div>
      ${late > 0 && html`<div class="late"><dt>Late</dt><dd>${numberText(late)}</dd><dd class="unit">${late === 1 ? 'ticker' : 'tickers'}</dd></div>`}
    </dl>
    <p class="note">
      ${notes.join(' · ')}.
    </p>
  `;
}
