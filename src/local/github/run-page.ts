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

/**
 * The part of Markdown that a step summary uses: headings, tables, quotes, lists, paragraphs; in them strong text,
 * code, links and numbered entities. Everything else, HTML above all, is shown as it is written.
 */
export function renderMarkdown(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((block) => renderBlock(block.split('\n').filter((line) => line.trim() !== '')))
    .join('\n');
}

function renderBlock(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  const heading = /^(#{1,6}) (.*)$/.exec(first);
  if (heading?.[1]) {
    const level = heading[1].length;
    return `<h${level}>${renderInline(heading[2] ?? '')}</h${level}>\n${renderBlock(rest)}`;
  }
  if (lines.length === 0) return '';
  if (lines.every((line) => line.startsWith('|'))) return renderTable(lines);
  if (lines.every((line) => line.startsWith('>')))
    return `<blockquote>${renderBlock(lines.map((line) => line.replace(/^> ?/, '')))}</blockquote>`;
  if (lines.every((line) => /^[-*] /.test(line)))
    return `<ul>${inTags('li', lines, (line) => renderInline(line.slice(2)))}</ul>`;
  return `<p>${lines.map(renderInline).join('<br>')}</p>`;
}

function renderTable(lines: readonly string[]): string {
  const rows = lines.filter((line) => !/^[\s|:-]*$/.test(line));
  const cells = rows.map((row) => row.replaceAll(/^\||\|\s*$/g, '').split('|'));
  return `<table>${inTags('tr', cells, (row) => inTags('td', row, (cell) => renderInline(cell.trim())))}</table>`;
}

function inTags<Item>(tag: string, items: readonly Item[], content: (item: Item) => string): string {
  return items.map((item) => `<${tag}>${content(item)}</${tag}>`).join('');
}

function renderInline(text: string): string {
  return escaped(text)
    .replaceAll(/&#38;(#\d{1,7};)/g, '&$1')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g, '<a href="$2">$1</a>');
}

function page(title: string, parts: readonly string[]): string {
  const head = `<meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>${escaped(title)}</h1>\n${parts.join('\n')}</body></html>\n`;
}

const STYLE =
  'body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.1rem .8rem .1rem 0}' +
  'pre{white-space:pre-wrap;overflow-wrap:anywhere}.warning{color:#850}.error{color:#b00}';

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
