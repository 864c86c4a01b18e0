import type { Command } from 'commander';

/** The command that `npm start` runs. */
const LOCAL = 'local';

export function isLocal(command: Command): boolean {
  return command.name() === LOCAL;
}

/** How people call a command: `npm start --`, `npm run job -- list`, `npx fill-cache list`. */
export function callOf(command: Command, calledAs: string): string {
  if (command.parent === null) return calledAs;
  return isLocal(command) && calledAs.startsWith('npm run')
    ? 'npm start --'
    : `${calledAs} ${command.name()}`;
}
