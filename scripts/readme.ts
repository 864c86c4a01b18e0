// Writes the tables of inputs and outputs in README.md from action.yml. `--check` writes nothing, and fails if they
// are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const described = z.record(z.string(), z.object({ description: z.string() }));
const actionSchema = z.object({ inputs: described, outputs: described });
const DESCRIPTION = /^(?<meaning>.+) Default: (?<default>.+)\.$/;

const readmeUrl = new URL('../README.md', import.meta.url);
const actionUrl = new URL('../action.yml', import.meta.url);
const { inputs, outputs } = actionSchema.parse(parse(readFileSync(actionUrl, 'utf8')));

const readme = readFileSync(readmeUrl, 'utf8');
const withInputs = replaceBetween(readme, 'inputs', table(['Input', 'Meaning', 'Default'], inputRows()));
const current = replaceBetween(withInputs, 'outputs', table(['Output', 'Meaning'], outputRows()));

if (!process.argv.includes('--check')) writeFileSync(readmeUrl, current);
else if (current !== readme) {
  console.error('README.md does not match action.yml: run `node scripts/readme.ts` and commit it.');
  process.exitCode = 1;
}

function inputRows(): string[][] {
  return Object.entries(inputs).map(([name, { description }]) => {
    const { groups } = DESCRIPTION.exec(description) ?? {};
    if (!groups) throw new Error(`action.yml: the description of ${name} must end with "Default: ….".`);
    return [`\`${name}\``, groups.meaning ?? '', groups.default ?? ''];
  });
}

function outputRows(): string[][] {
  return Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md: the markers ${start} and ${end} are missing.`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}
