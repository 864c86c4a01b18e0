import { html } from 'htm/preact';
import { Freshness } from './freshness.ts';
import { HealthNote } from './health-note.ts';
import { JobSummary } from './job-summary.ts';
import { ProblemNote } from './problem-note.ts';
import type { FreshnessReply, JobsReply, ListedJob } from './replies.ts';
import { StartForm } from './start-form.ts';
import { StatusBadge } from './status-badge.ts';
import { dayText, numberText } from './texts.ts';
import { universeText } from './universe-text.ts';
import { useJob } from './use-job.ts';
import { usePoll } from './use-poll.ts';
import { jobPath } from './view-of.ts';
import { WhatIsNext } from './what-is-next.ts';

const JOBS = '/api/fill-cache-batch-jobs?limit=20';
const JOBS_SECONDS = 30;
const FRESHNESS_SECONDS = 60;

/** Whether all is fine: freshness, the job of now, what is next. */
export function NowView() {
  const { state } = usePoll<JobsReply>(JOBS, () => JOBS_SECONDS);
  const freshness = usePoll<FreshnessReply>('/api/fill-cache-freshness', () => FRESHNESS_SECONDS).state.value;
  const polled = state.value;
  const jobs = polled.data?.jobs ?? [];
  const shown = jobs.find(({ status }) => status === 'running') ?? jobs[0];
  return html`
    <h1>Now</h1>
    <${ProblemNote} polled=${polled} />
    <${HealthNote} />
    <${Freshness} polled=${freshness} isSaidAbove=${polled.problem !== null} />
    ${polled.data === null && polled.problem === null && html`<p class="panel loading" role="status">Loading…</p>`}
    ${polled.data !== null && !shown && html`<p class="panel">There is no job yet. Start one below.</p>`}
    ${shown && html`<${CurrentJob} key=${shown.jobId} listed=${shown} isSaidAbove=${polled.problem !== null} />`}
    ${polled.data !== null && html`<${WhatIsNext} freshness=${freshness.data} />`}
    ${jobs.length > 0 && html`<${RecentJobs} jobs=${jobs} />`}
    ${polled.data?.problems?.map(({ jobId, error }) => html`<p class="problem" key=${jobId}>${error}</p>`)}
    ${polled.data !== null && html`<${StartForm} />`}
  `;
}

function CurrentJob({ listed, isSaidAbove }: { listed: ListedJob; isSaidAbove: boolean }) {
  const polled = useJob(listed.jobId).state.value;
  const isAtWork = ['running', 'stalled', 'paused', 'pending'].includes(polled.data?.status ?? listed.status);
  return html`
    <section class="panel" aria-labelledby="current">
      <h2 id="current">${isAtWork ? 'The current job' : 'The last job'}: <a href=${jobPath(listed.jobId)}>${nameOf(listed)}</a></h2>
      ${!isSaidAbove && html`<${ProblemNote} polled=${polled} />`}
      ${polled.data ? html`<${JobSummary} job=${polled.data} />` : polled.problem === null && html`<p class="loading" role="status">Loading…</p>`}
      <p><a href=${jobPath(listed.jobId)}>All about this job</a></p>
    </section>
  `;
}

function RecentJobs({ jobs }: { jobs: readonly ListedJob[] }) {
  const isAnyLate = jobs.some(({ progress: { late = 0 } }) => late > 0);
  return html`
    <section class="panel" aria-labelledby="recent">
      <h2 id="recent">The newest jobs</h2>
      <div class="scroll" role="region" aria-label="Table of the newest jobs" tabindex="0">
        <table>
          <thead><tr><th scope="col">Job</th><th scope="col">State</th><th scope="col" class="number">Done</th><th scope="col" class="number">Failed</th>${isAnyLate && html`<th scope="col" class="number">Late</th>`}</tr></thead>
          <tbody>
            ${jobs.map(
              (job) => html`
                <tr key=${job.jobId}>
                  <th scope="row"><a href=${jobPath(job.jobId)}>${nameOf(job)}, ${dayText(job.startTime)}</a></th>
                  <td><${StatusBadge} status=${job.status} /></td>
                  <td class="number">${numberText(job.progress.successful)} of ${numberText(job.progress.total)}</td>
                  <td class="number">${numberText(job.progress.failed)}</td>
                  ${isAnyLate && html`<td class="number">${numberText(job.progress.late ?? 0)}</td>`}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function nameOf({ tickerSource, retryOf }: ListedJob): string {
  const universe = universeText(tickerSource);
  return retryOf === undefined ? universe : `retry of ${universe}`;
}
