import type { Command, Help, HelpConfiguration } from 'commander';
import { callOf, isLocal } from './call.ts';
import { DEFAULT_URL } from './deployment-flags.ts';

/** Lines of a help are not longer. */
const COLUMNS = 116;

/** How commander prints the help of the program and of its commands. */
export function helpConfiguration(calledAs: string): HelpConfiguration {
  return {
    formatHelp: (command, helper) =>
      command.parent === null
        ? programHelp(command, helper, calledAs)
        : commandHelp(command, helper, calledAs),
  };
}

function programHelp(program: Command, helper: Help, calledAs: string): string {
  const deployment = program.commands.find((command) => !isLocal(command));
  const common = deployment ? helper.visibleOptions(deployment).slice(-COMMON_FLAGS) : [];
  return `Usage: ${calledAs} COMMAND [JOB] [flags]

Talks to a fill-cache over HTTP, wherever it is deployed; and runs one on this machine.

${columns(
  program.commands.map((command) => [subject(command), command.summary() || command.description()] as const),
  helper,
)}

The flags of each command, and an example: ${calledAs} COMMAND --help. Those that talk to a
deployment take:

${columns(common.map(flagRow), helper)}

Environment
${columns(
  [
    ['FILL_CACHE_URL', `Where fill-cache is, unless --url is given. Without both: ${DEFAULT_URL}.`],
    ['FILL_CACHE_API_TOKEN', 'The token of that deployment. npm start needs none.'],
  ],
  helper,
)}

Exit codes
${columns(
  [
    ['0', 'Done; with --watch, the job is completed.'],
    [
      '1',
      'The request was refused; or the job has failed or was cancelled; or, with --watch, it waits for somebody to continue it.',
    ],
    ['2', 'The command line cannot be understood.'],
    ['4', 'No fill-cache answers there.'],
    ['130', 'Ctrl-C. The job goes on.'],
  ],
  helper,
)}

In scripts: ${calledAs.replace('npm run', 'npm run --silent')} list --json
`;
}

/** `--url`, `--json` and `--help`. */
const COMMON_FLAGS = 3;

function commandHelp(command: Command, helper: Help, calledAs: string): string {
  const words = command.registeredArguments
    .map((argument) => (argument.required ? ` ${argument.name()}` : ` [${argument.name()}]`))
    .join('');
  return `Usage: ${callOf(command, calledAs)}${words} [flags]

${helper.boxWrap(command.description(), COLUMNS)}

${columns(helper.visibleOptions(command).map(flagRow), helper)}
`;
}

/** Two columns; the second is wrapped. */
function columns(rows: readonly (readonly [left: string, right: string])[], helper: Help): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const indent = ' '.repeat(width + 4);
  return rows
    .map(([left, right]) => {
      const wrapped = helper.boxWrap(right, COLUMNS - indent.length).replaceAll('\n', `\n${indent}`);
      return `  ${left.padEnd(width)}  ${wrapped}`;
    })
    .join('\n');
}

function subject(command: Command): string {
  return [
    command.name(),
    ...command.registeredArguments.filter(({ required }) => required).map((one) => one.name()),
  ].join(' ');
}

function flagRow({ flags, description }: { flags: string; description: string }) {
  return [flags.replace(/^-\w, /, '').replaceAll(/[<>]/g, ''), description] as const;
}
