import type { Command } from 'commander';
import { shown } from '../core/shown.ts';
import { UsageError } from './client-error.ts';

/**
 * Puts the command before its flags, where commander wants it: `--json list` is `list --json`.
 *
 * @returns the command that is called; the program itself if only flags are given.
 * @throws {UsageError} if there is no such command.
 */
export function commandFirst(
  args: readonly string[],
  program: Command,
  calledAs: string,
): { args: string[]; command: Command } {
  const at = positionOfCommand(args, program);
  const name = args[at];
  if (name === undefined) return { args: [...args], command: program };
  const command = program.commands.find((one) => one.name() === name);
  if (!command) throw new UsageError(`There is no command ${shown(name)}: see ${calledAs} --help.`);
  return { args: [name, ...args.slice(0, at), ...args.slice(at + 1)], command };
}

function positionOfCommand(args: readonly string[], program: Command): number {
  let at = 0;
  while (args[at]?.startsWith('-')) at += takesValue(args[at], program) ? 2 : 1;
  return at;
}

function takesValue(arg: string | undefined, program: Command): boolean {
  return program.commands.some(({ options }) =>
    options.some(({ long, required }) => required && long === arg),
  );
}
