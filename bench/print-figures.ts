/** A title, and a line for each figure. */
export function printFigures(
  title: string,
  rows: readonly (readonly [what: string, figure: string])[],
): void {
  console.log(`\n${title}`);
  for (const [what, figure] of rows) console.log(`  ${what.padEnd(38)}${figure}`);
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
