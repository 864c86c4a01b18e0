import { html } from 'htm/preact';
import { useMemo, useState } from 'preact/hooks';
import { ProblemNote } from './problem-note.ts';
import type { JobReply, JobsReply } from './replies.ts';
import { countText, numberText } from './texts.ts';
import { TickerDocumentView } from './ticker-document-view.ts';
import { searchRows, tickerRows } from './ticker-rows.ts';
import { useJob } from './use-job.ts';
import { usePoll } from './use-poll.ts';
import { jobPath, tickersPath } from './view-of.ts';

const SHOWN = 100;

/** Whether a ticker is there, and whether it is right. */
export function TickersView({ jobId, ticker }: { jobId: string | null; ticker: string }) {
  return html`
    <h1>Tickers</h1>
    <form class="panel" role="search" action="/" method="get">
      <label for="ticker">Ticker, in Yahoo's spelling</label>
      <div class="row">
        <input id="ticker" name="tickers" defaultValue=${ticker} autocapitalize="characters" autocomplete="off" spellcheck=${false} placeholder="AAPL" required />
        ${jobId !== null && html`<input type="hidden" name="job" value=${jobId} />`}
        <button type="submit" class="primary">Show its prices</button>
      </div>
    </form>
    ${ticker !== '' && html`<${TickerDocumentView} key=${ticker} ticker=${ticker} />`}
    ${jobId === null ? html`<${OfNewestJob} />` : html`<${OfJob} jobId=${jobId} ticker=${ticker} />`}
  `;
}

function OfNewestJob() {
  const polled = usePoll<JobsReply>('/api/fill-cache-batch-jobs?limit=1', (jobs) => (jobs ? null : 30)).state
    .value;
  const newest = polled.data?.jobs[0];
  return html`
    <${ProblemNote} polled=${polled} />
    ${polled.data !== null && !newest && html`<p>There is no job yet.</p>`}
    ${newest && html`<${OfJob} jobId=${newest.jobId} ticker="" />`}
  `;
}

function OfJob({ jobId, ticker }: { jobId: string; ticker: string }) {
  const polled = useJob(jobId).state.value;
  return html`
    <${ProblemNote} polled=${polled} />
    ${polled.data && html`<${Rows} job=${polled.data} ticker=${ticker} />`}
  `;
}

function Rows({ job, ticker }: { job: JobReply; ticker: string }) {
  const [text, setText] = useState(ticker);
  const rows = useMemo(() => tickerRows(job), [job]);
  const found = searchRows(rows, text);
  const { jobId } = job;
  return html`
    <section class="panel" aria-labelledby="rows">
      <h2 id="rows">In <a href=${jobPath(jobId)}>${jobId}</a></h2>
      <label for="search">Search its tickers</label>
      <input id="search" type="search" autocomplete="off" value=${text} onInput=${(event: { currentTarget: HTMLInputElement }) => setText(event.currentTarget.value)} />
      <p role="status">${foundText(rows.length, found.length, text)}</p>
      <ul class="tickers">
        ${found.slice(0, SHOWN).map(
          (row) => html`
            <li key=${row.ticker} class=${row.reason !== null && 'wide'}>
              <a href=${tickersPath(jobId, row.ticker)}>${row.ticker}</a>
              <span class="badge ${row.state}">${row.state}</span>
              ${row.reason !== null && html`<span>${row.reason}</span>`}
            </li>
          `,
        )}
      </ul>
      ${found.length > SHOWN && html`<p class="note">The first ${SHOWN} of ${numberText(found.length)} are shown.</p>`}
    </section>
  `;
}

function foundText(all: number, found: number, text: string): string {
  if (text.trim() === '') return `${countText(all, 'ticker')} were to be fetched by it, or failed before.`;
  if (found > 0) return `${numberText(found)} of ${countText(all, 'ticker')} match.`;
  return 'None of them matches. What was fresh already when the job was made is not in this list.';
}
