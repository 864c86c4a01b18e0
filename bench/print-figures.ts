/** A title, and a line for each figure. */
export function printFigures(
  title: string,
  rows: readonly (readonly [what: string, figure: string])[],
): void {
  console.log(`\n${title}`);
  for (const [what, figure] of rows) console.log(`  ${what.padEnd(38)}${figure}`);
}
