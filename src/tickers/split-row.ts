/** What parts the columns of pasted tables; the first that fits is taken. */
export const DELIMITERS = ['\t', '|', ';', ','] as const;

/**
 * The cells of one line. A delimiter in double quotes is none (`"Apple, Inc."`), a quote that is never closed is a
 * character as any other. Quoted cells do not span lines.
 */
export function splitRow(line: string, delimiters: string): string[] {
  const cells: string[] = [];
  let cell = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '"' && cell.trim() === '') {
      const end = closingQuote(line, at);
      if (end !== -1) {
        cell = line.slice(at + 1, end).replaceAll('""', '"');
        at = end;
        continue;
      }
    }
    if (delimiters.includes(character)) {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...cells, cell.trim()];
}

/** The quote that closes the one at `open`; two in a row stand for one of the text. */
function closingQuote(line: string, open: number): number {
  let at = line.indexOf('"', open + 1);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}
