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

/** One element for each item. */
export function inTags<Item>(tag: string, items: readonly Item[], content: (item: Item) => string): string {
  return items.map((item) => `<${tag}>${content(item)}</${tag}>`).join('');
}

/** A text as HTML that shows it. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
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

function renderInline(text: string): string {
  return escaped(text)
    .replaceAll(/&#38;(#\d{1,7};)/g, '&$1')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g, '<a href="$2">$1</a>');
}
