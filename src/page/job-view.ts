import { html } from 'htm/preact';
import { BatchPicture } from './batch-picture.ts';
import { Failures } from './failures.ts';
import { JobControls } from './job-controls.ts';
import { JobSummary } from './job-summary.ts';
import { LateTickers } from './late-tickers.ts';
import { PacePlot } from './pace-plot.ts';
import { ProblemNote } from './problem-note.ts';
import type { JobReply } from './replies.ts';
import { Lanes, Runs } from './runs.ts';
import { useJob } from './use-job.ts';
import { jobPath, tickersPath } from './view-of.ts';

/** One job, whole. */
export function JobView({ jobId }: { jobId: string }) {
  const { state, refresh } = useJob(jobId);
  const polled = state.value;
  return html`
    <h1>Job <code>${jobId}</code></h1>
    <${ProblemNote} polled=${polled} />
    ${polled.data === null ? polled.problem === null && html`<p role="status">Loading…</p>` : html`<${Job} job=${polled.data} refresh=${refresh} />`}
  `;
}

function Job({ job, refresh }: { job: JobReply; refresh: () => Promise<void> }) {
  return html`
    ${job.retryOf !== undefined && html`<p>It retries what failed in <a href=${jobPath(job.retryOf)}>${job.retryOf}</a>.</p>`}
    <section class="panel" aria-label="State">
      <${JobSummary} job=${job} />
      <${JobControls} job=${job} refresh=${refresh} />
    </section>
    <section class="panel" aria-labelledby="failures">
      <h2 id="failures">What failed, and why</h2>
      <${Failures} job=${job} />
      <${LateTickers} job=${job} />
    </section>
    ${
      job.batchStates !== '' &&
      html`
        <section class="panel" aria-labelledby="batches">
          <h2 id="batches">All batches</h2>
          <${BatchPicture} job=${job} />
        </section>
      `
    }
    <section class="panel" aria-labelledby="pace">
      <h2 id="pace">Pace</h2>
      <${PacePlot} finished=${job.finished} />
    </section>
    <section class="panel" aria-labelledby="alive">
      <h2 id="alive">Who is at work</h2>
      <${Lanes} lanes=${job.lanes} />
      <h3>Runs</h3>
      <${Runs} runs=${job.runs} />
    </section>
    <p><a href=${tickersPath(job.jobId)}>Search the tickers of this job</a></p>
  `;
}
