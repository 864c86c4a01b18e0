/**
 * Foreign text made fit for a log line and a failed marker: one line, at most `longest` characters, nothing that a terminal
 * would obey.
 */
export function oneLine(text: string, longest = LONGEST_CHARACTERS): string {
  const line = text
    .slice(0, READ_TIMES * longest)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line.length <= longest) return line;
  // A pair of surrogates that the cut would split is left out.
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const LONGEST_CHARACTERS = 200;
/** White space that is left out may take the rest. */
const READ_TIMES = 10;
