import {
  COMMANDS,
  COMMON_FLAGS,
  type CommandName,
  FLAGS,
  type FlagName,
  flagsOf,
  valueName,
} from './commands.ts';

/** How the client is called. */
export const PROGRAM = 'npm run job --';

/** What `npm run job -- --help` prints. */
export function generalHelp(): string {
  const commands = Object.entries(COMMANDS).map(
    ([name, { takesJob, summary }]) => [takesJob ? `${name} JOB` : name, summary] as const,
  );
  return `Usage: ${PROGRAM} COMMAND [JOB] [flags]

Speaks to a fill-cache over HTTP, wherever it is deployed.

${columns(commands)}

Each command tells its flags with --help. All of them take:

${flagLines(COMMON_FLAGS)}

Environment
${columns([
  ['FILL_CACHE_URL', 'Where fill-cache is, unless --url says so.'],
  ['FILL_CACHE_API_TOKEN', 'The token of that deployment. npm start needs none.'],
])}

Exit codes
${columns([
  ['0', 'Done; with --watch, the job is completed.'],
  [
    '1',
    'The request was refused; or the job has failed, was cancelled, or waits for somebody to continue it.',
  ],
  ['2', 'The command line cannot be understood.'],
  ['4', 'No fill-cache answers there.'],
  ['130', 'Ctrl-C. The job goes on.'],
])}

In scripts: npm run --silent job -- list --json
`;
}

/** What `npm run job -- COMMAND --help` prints. */
export function commandHelp(command: CommandName): string {
  const { takesJob, summary } = COMMANDS[command];
  return `Usage: ${PROGRAM} ${command}${takesJob ? ' JOB' : ''} [flags]

${summary}

${flagLines(flagsOf(command))}
`;
}

function flagLines(names: readonly FlagName[]): string {
  return columns(
    names.map((name) => {
      const value = valueName(name);
      return [`--${name}${value === undefined ? '' : ` ${value}`}`, FLAGS[name].text] as const;
    }),
  );
}

function columns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
