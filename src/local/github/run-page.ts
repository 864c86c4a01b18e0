import { escaped, inTags, renderMarkdown } from '../../github/summary-html.ts';
import type { KeptRun } from './run-history.ts';

/** A run as a page: its summary, rendered, and its log. */
export function renderRun({ title, state, summary, log }: KeptRun): string {
  const lines = log.map(
    ({ level, text }) =>
      `<span class="${escaped(level)}">${level === 'plain' ? '' : `${escaped(level)}: `}${escaped(text)}</span>`,
  );
  return page(title, [
    `<p>${escaped(state.conclusion ?? state.status)} · <a href="../../actions">all runs</a></p>`,
    renderMarkdown(summary),
    `<pre>${lines.join('\n')}</pre>`,
  ]);
}

/** The list of the runs that are kept. */
export function renderRuns(runs: readonly KeptRun[], repository: string): string {
  const items = inTags('li', runs, ({ id, title, state }) => {
    const link = `<a href="/${repository}/actions/runs/${id}">${escaped(title)}</a>`;
    return `${link} ${escaped(state.conclusion ?? state.status)}, ${new Date(id).toISOString()}`;
  });
  return page('The latest runs', [items === '' ? '<p>No run has ended yet.</p>' : `<ul>${items}</ul>`]);
}

function page(title: string, parts: readonly string[]): string {
  const head = `<meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>${escaped(title)}</h1>\n${parts.join('\n')}</body></html>\n`;
}

const STYLE =
  'body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.1rem .8rem .1rem 0}' +
  'pre{white-space:pre-wrap;overflow-wrap:anywhere}.warning{color:#850}.error{color:#b00}';
