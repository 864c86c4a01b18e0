import type { Command } from 'commander';

/** The command that `npm start` runs. */
const NPM_START = 'local';
const LOCAL: ReadonlySet<string> = new Set([NPM_START, 'init', 'doctor', 'notify-test', 'export']);

/** Whether a command talks to no deployment. */
export function isLocal(command: Command): boolean {
  return LOCAL.has(command.name());
}

/** How people call a command: `npm start --`, `npm run job -- list`, `npx fill-cache list`. */
export function callOf(command: Command, calledAs: string): string {
  if (command.parent === null) return calledAs;
  return command.name() === NPM_START && calledAs.startsWith('npm run')
    ? 'npm start --'
    : `${calledAs} ${command.name()}`;
}
