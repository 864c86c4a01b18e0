import { harmlessText } from '../core/harmless-text.ts';

// What a summary is built of. GitHub drops one of more than 1 MiB; with these bounds none comes near: a character becomes
// at most 6 bytes.
const LONGEST_CELL = 300;
export const SHOWN_TICKERS = 200;

const BAR_CELLS = 20;

/** A text of anybody, made harmless. @param longest in characters. */
export function text(given: string, longest = LONGEST_CELL): string {
  return harmlessText(given, 'markdown', longest);
}

/** A problem in a quotation; nothing of none. */
export function quote(problem: string | null): string[] {
  return problem ? ['', `> ${harmlessText(problem, 'markdown')}`] : [];
}

/** GitHub renders Markdown inside of HTML after an empty line. */
export function folded(title: string, lines: readonly string[]): string[] {
  return ['', `<details><summary>${title}</summary>`, '', ...lines, '', '</details>'];
}

/** A line for each of the first, and how many more there are. */
export function limited<Item>(
  items: readonly Item[],
  most: number,
  lineOf: (item: Item) => string,
): string[] {
  const lines = items.slice(0, most).map(lineOf);
  return items.length > most ? [...lines, '', `… and ${items.length - most} more.`] : lines;
}

/** Only web addresses of ours become links, and none can leave its brackets. */
export function link({ text: name, url }: { text: string; url: string }): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) return text(name);
  const href = new URL(url).href.replaceAll(/[()|<>\\`]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `[${text(name)}](${href})`;
}

/** `2026-11-24 22:05 UTC` of an instant in ISO 8601, UTC. */
export function minuteOf(instant: string): string {
  return text(`${instant.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')} UTC`);
}

/** @param percentage from 0 to 100; others are drawn as the nearer end. */
export function bar(percentage: number): string {
  const full = Math.min(BAR_CELLS, Math.max(0, Math.floor((percentage / 100) * BAR_CELLS)));
  return `\`${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}\``;
}

export function document(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
