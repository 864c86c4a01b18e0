// Writes the tables of docs/inputs.md (the inputs and outputs of action.yml, with what the workflow takes for each on *Run
// workflow* and from the variables and secrets of the repository), and docs/fill-cache.yml, the workflow for any
// repository. `--check` writes nothing, and fails if they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const described = z.record(z.string(), z.object({ description: z.string() }));
const texts = z.record(z.string(), z.unknown());
const actionSchema = z.object({ inputs: described, outputs: described });
const workflowSchema = z.object({
  on: z.object({ workflow_dispatch: z.object({ inputs: described }) }),
  jobs: z.object({
    fill: z.object({
      steps: z.array(z.object({ uses: z.string(), with: texts.default({}), env: texts.default({}) })),
    }),
  }),
});
const DESCRIPTION = /^(?<meaning>.+) Default: (?<default>.+)\.$/;

const PAGE = 'docs/inputs.md';
const ELSEWHERE_HEAD = `\
# For any repository: put this file into .github/workflows/ of the default branch, with the owner of the action in place of
# OWNER, and set the secrets UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN. Its name must stay fill-cache.yml.
# See docs/setup.md of fill-cache.
`;
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const { inputs, outputs } = actionSchema.parse(parse(read('action.yml')));
const shipped = read('.github/workflows/fill-cache.yml');
const workflow = workflowSchema.parse(parse(shipped));
const onButton = workflow.on.workflow_dispatch.inputs;
const step = workflow.jobs.fill.steps.find(({ uses }) => uses === './');

const page = read(PAGE);
const inputHead = ['Input', 'Meaning', 'Default', 'On *Run workflow*', 'Variable or secret'];
const withInputs = replaceBetween(page, 'inputs', table(inputHead, inputRows()));
const files = {
  [PAGE]: replaceBetween(withInputs, 'outputs', table(['Output', 'Meaning'], outputRows())),
  'docs/fill-cache.yml': elsewhere(shipped),
};

for (const [path, text] of Object.entries(files)) {
  const url = new URL(`../${path}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(url, text);
  else if (text !== readFileSync(url, 'utf8')) {
    console.error(`${path} is stale: run \`node scripts/readme.ts\` and commit it.`);
    process.exitCode = 1;
  }
}

/** The workflow for a repository that has no copy of the code. */
function elsewhere(workflow: string): string {
  const own = '      - uses: ./\n';
  if (!workflow.includes(own)) throw new Error('fill-cache.yml: there is no step with `uses: ./`.');
  return `${ELSEWHERE_HEAD}${workflow.replace(own, '      - uses: OWNER/fill-cache@v1\n')}`;
}

function inputRows(): string[][] {
  return Object.entries(inputs).map(([name, { description }]) => {
    const { groups } = DESCRIPTION.exec(description) ?? {};
    if (!groups) throw new Error(`action.yml: the description of ${name} must end with "Default: ….".`);
    const button = Object.hasOwn(onButton, name) ? 'yes' : '';
    return [`\`${name}\``, groups.meaning ?? '', groups.default ?? '', button, sourcesOf(name, description)];
  });
}

/** The secrets and variables from which the workflow gives an input, or the variable that stands in for it. */
function sourcesOf(name: string, meaning: string): string {
  const inEnvironment = Object.entries(step?.env ?? {}).find(([variable]) => meaning.includes(variable))?.[1];
  const text = String(step?.with[name] ?? inEnvironment);
  const found = [...text.matchAll(/\b(secrets|vars)\.(\w+)/g)].map(
    ([, kind, variable]) => `${kind === 'secrets' ? 'secret' : 'variable'} \`${variable}\``,
  );
  return found.join(', else ');
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
  if (from < 0 || to < from) throw new Error(`${PAGE}: the markers ${start} and ${end} are missing.`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}
