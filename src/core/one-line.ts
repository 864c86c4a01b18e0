/**
 * Foreign text made fit for a log line and a failed marker: one line, at most 200 characters, nothing that a terminal
 * would obey.
 */
export function oneLine(text: string): string {
  const line = text
    .slice(0, READ_CHARACTERS)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line.length <= LONGEST_CHARACTERS) return line;
  // A pair of surrogates that the cut would split is left out.
  return `${line.slice(0, LONGEST_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const LONGEST_CHARACTERS = 200;
const READ_CHARACTERS = 2000;
