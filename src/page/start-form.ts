import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { ActionOutcome } from './action-outcome.ts';
import type { StartedReply } from './replies.ts';
import { noSymbolsText } from './texts.ts';
import { useAction } from './use-action.ts';
import { jobPath } from './view-of.ts';

/** Makes a job, and shows it; at once, unless something of its list was left out. */
export function StartForm() {
  const action = useAction();
  const [tickerSource, setSource] = useState('sp500');
  const [tickers, setTickers] = useState('');
  /** A job from whose list something was left out: it is shown once somebody has read what. */
  const [withLeftOut, setWithLeftOut] = useState<StartedReply | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = tickerSource === 'custom' ? { tickerSource, tickers } : { tickerSource };
    setWithLeftOut(null);
    void action.run<StartedReply>('/api/fill-cache-batch-start', wanted, (reply) =>
      reply.skipped ? setWithLeftOut(reply) : location.assign(jobPath(reply.jobId)),
    );
  };
  return html`
    <section class="panel" aria-labelledby="start">
      <h2 id="start">Start a job</h2>
      <form onSubmit=${submit}>
        <label for="source">Universe</label>
        <select id="source" value=${tickerSource} onChange=${(event: { currentTarget: HTMLSelectElement }) => setSource(event.currentTarget.value)}>
          <option value="sp500">S&P 500</option>
          <option value="all">All US listings</option>
          <option value="custom">Tickers of your own</option>
        </select>
        ${
          tickerSource === 'custom' &&
          html`
            <label for="tickers">Tickers, with commas, spaces or lines between them</label>
            <textarea id="tickers" rows="3" required value=${tickers} onInput=${(event: { currentTarget: HTMLTextAreaElement }) => setTickers(event.currentTarget.value)}></textarea>
          `
        }
        <div class="row"><button type="submit" class="primary" aria-disabled=${action.isBusy}>Start</button></div>
      </form>
      <${ActionOutcome} action=${action} />
      ${
        withLeftOut?.skipped &&
        html`<p role="status">${noSymbolsText(withLeftOut.skipped)} <a href=${jobPath(withLeftOut.jobId)}>Show the job</a></p>`
      }
    </section>
  `;
}
