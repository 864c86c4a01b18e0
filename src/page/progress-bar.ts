import { html } from 'htm/preact';
import type { Progress } from './replies.ts';

const WIDTH = 1_000;

/** Done and failed tickers of all, as a bar. */
export function ProgressBar({ progress }: { progress: Progress }) {
  const { total, successful, failed, percentage } = progress;
  const part = (tickers: number) => (total === 0 ? 0 : (tickers / total) * WIDTH);
  const done = total === 0 ? WIDTH : part(successful);
  return html`
    <div
      class="bar"
      role="progressbar"
      aria-label="Tickers processed"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percentage}
      aria-valuetext="${percentage} %"
    >
      <svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="done" width=${done} height="10" />
        <rect class="failed" x=${done} width=${part(failed)} height="10" />
      </svg>
    </div>
  `;
}
