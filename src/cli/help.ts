import type { Command, Help, HelpConfiguration } from 'commander';
import { callOf, isLocal } from './call.ts';
import { DEFAULT_URL } from './deployment-flags.ts';
import type { CommandPorts } from './ports.ts';

/** Lines of a help are not longer, even on a wider terminal. */
const MOST_COLUMNS = 116;

/** How commander prints the help of the program and of its commands. */
export function helpConfiguration({
  calledAs,
  terminal,
}: Pick<CommandPorts, 'calledAs' | 'terminal'>): HelpConfiguration {
  const width = terminal.isTerminal ? Math.min(terminal.columns, MOST_COLUMNS) : MOST_COLUMNS;
  return {
    formatHelp(command, helper) {
      // Commander leaves text alone where less than 40 columns are left for it.
      const wrap: Wrap = (text, indent = 0) => helper.boxWrap(text.replaceAll('\n', ' '), width - indent);
      return command.parent === null
        ? programHelp(command, { helper, wrap, calledAs })
        : commandHelp(command, { helper, wrap, calledAs });
    },
  };
}

/** Fills lines. @param indent columns that are taken */
type Wrap = (text: string, indent?: number) => string;

interface Manner {
  helper: Help;
  wrap: Wrap;
  calledAs: string;
}

function programHelp(program: Command, { helper, wrap, calledAs }: Manner): string {
  const deployment = program.commands.find((command) => !isLocal(command));
  const common = deployment ? helper.visibleOptions(deployment).slice(-COMMON_FLAGS) : [];
  return `Usage: ${calledAs} COMMAND [JOB] [flags]

${wrap('Talks to a fill-cache over HTTP, wherever it is deployed; and runs one on this machine.')}

${columns(
  program.commands.map((command) => [subject(command), command.summary() || command.description()] as const),
  wrap,
)}

${wrap(`The flags of each command, and an example: ${calledAs} COMMAND --help. Those that talk to a deployment take:`)}

${columns(common.map(flagRow), wrap)}

Environment
${columns(
  [
    ['FILL_CACHE_URL', `Where fill-cache is, unless --url is given. Without both: ${DEFAULT_URL}.`],
    ['FILL_CACHE_API_TOKEN', 'The token of that deployment. npm start needs none.'],
  ],
  wrap,
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
  wrap,
)}

In scripts: ${calledAs.replace('npm run', 'npm run --silent')} list --json
`;
}

/** `--url`, `--json` and `--help`. */
const COMMON_FLAGS = 3;

function commandHelp(command: Command, { helper, wrap, calledAs }: Manner): string {
  const words = command.registeredArguments
    .map((argument) => (argument.required ? ` ${argument.name()}` : ` [${argument.name()}]`))
    .join('');
  return `Usage: ${callOf(command, calledAs)}${words} [flags]

${wrap(command.description())}

${columns(helper.visibleOptions(command).map(flagRow), wrap)}
`;
}

/** Two columns; the second is wrapped. */
function columns(rows: readonly (readonly [left: string, right: string])[], wrap: Wrap): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const indent = ' '.repeat(width + 4);
  return rows
    .map(([left, right]) => {
      const wrapped = wrap(right, indent.length).replaceAll('\n', `\n${indent}`);
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
