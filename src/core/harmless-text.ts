import { oneLine } from './one-line.ts';

/** Where a text is shown. */
export type TextTarget = 'log' | 'markdown';

/**
 * Makes a text fit for one line of a run's log or for Markdown, whatever is in it: names, errors and ids come from
 * Yahoo, Redis and the inputs, and a runner obeys commands in its log.
 *
 * - Both: control, format and line-breaking characters become one space; the rest is well-formed and at most `longest`
 *   characters.
 * - `log`: no line is a workflow command. A runner takes `::name::` at the start of a line, after any white space, and
 *   `##[name]` anywhere in it (actions/runner, ActionCommand.cs).
 * - `markdown`: Markdown, HTML, links, mentions and formulas are shown as they are written.
 */
export function harmlessText(text: string, target: TextTarget, longest = LONGEST_CHARACTERS): string {
  const line = oneLine(text.slice(0, longest * 2).replace(PRIVATE_USE, ' '), longest);
  return target === 'log' ? withoutCommands(line) : escapeMarkdown(line);
}

/** The same for a line of a log whose white space and length matter, such as one of a table: these stay. */
export function harmlessLine(line: string): string {
  return withoutCommands(line.toWellFormed().replace(NOT_PRINTED, ' ').trimEnd());
}

/** Characters to which each font gives another meaning, or none. */
const PRIVATE_USE = /\p{Co}+/gu;

const NOT_PRINTED = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]+/gu;

function withoutCommands(line: string): string {
  return line.replaceAll('##[', '# #[').replace(/^(\s*)::/, '$1: :');
}

/** Half of what an annotation of GitHub holds. */
const LONGEST_CHARACTERS = 2_000;

/** Lists at the start of a line, and addresses that GitHub makes links of without their `https://`. */
const ORDERED_LIST = /^(\d+)\./;
const BARE_ADDRESS = /\bwww\./gi;

function escapeMarkdown(line: string): string {
  return (
    line
      // An underscore within a word, as in a job's id, means nothing.
      .replaceAll(/[\\`*{}[\]<>()#+!|~@:&$-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity)
      .replace(ORDERED_LIST, '$1&#46;')
      .replaceAll(BARE_ADDRESS, (match) => match.replace('.', '&#46;'))
  );
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
