import { html } from 'htm/preact';
import { keepToken, locked, token } from './api.ts';
import { JobView } from './job-view.ts';
import { NowView } from './now-view.ts';
import { TickersView } from './tickers-view.ts';
import { TokenForm } from './token-form.ts';
import { tickersPath, type View, viewOf } from './view-of.ts';

export function App() {
  const view = viewOf(location.search);
  const jobId = view.kind === 'now' ? null : view.jobId;
  document.title = `${titleOf(view)} · fill-cache`;
  const link = (kind: View['kind'], path: string, text: string) =>
    html`<a href=${path} aria-current=${view.kind === kind ? 'page' : undefined}>${text}</a>`;
  return html`
    <a class="skip" href="#main">Skip to the content</a>
    <header>
      <a class="name" href="/">fill-cache</a>
      <nav aria-label="Views">
        ${link('now', '/', 'Now')} ${link('tickers', tickersPath(jobId), 'Tickers')}
        ${view.kind === 'job' && link('job', location.search, 'Job')}
      </nav>
    </header>
    <main id="main" tabindex="-1">${locked.value ? html`<${TokenForm} />` : contentOf(view)}</main>
    <footer>
      ${
        token.value !== '' &&
        !locked.value &&
        html`<p>A token is kept for this tab. <button type="button" onClick=${() => keepToken('')}>Forget it</button></p>`
      }
      <p><a href="/api/openapi.json">The API of this page</a></p>
    </footer>
  `;
}

function titleOf(view: View): string {
  switch (view.kind) {
    case 'now':
      return 'Now';
    case 'job':
      return `Job ${view.jobId}`;
    case 'tickers':
      return view.ticker === '' ? 'Tickers' : view.ticker;
  }
}

function contentOf(view: View) {
  switch (view.kind) {
    case 'now':
      return html`<${NowView} />`;
    case 'job':
      return html`<${JobView} jobId=${view.jobId} />`;
    case 'tickers':
      return html`<${TickersView} jobId=${view.jobId} ticker=${view.ticker} />`;
  }
}
