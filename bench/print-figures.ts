/** A title, and a table in Markdown with a line for each figure. */
export function printFigures(
  title: string,
  rows: readonly (readonly [what: string, figure: string])[],
): void {
  printTable(title, ['', 'figure'], rows);
}

/** A title, and a table in Markdown, as `docs/benchmarks.md` holds it. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  console.log(`\n${title}\n`);
  for (const cells of [head, head.map(() => '---'), ...rows]) console.log(line(cells));
}
