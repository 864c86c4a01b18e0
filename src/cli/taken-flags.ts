import type { Command } from 'commander';
import { callOf, isLocal } from './call.ts';
import { UsageError } from './client-error.ts';

/**
 * Without a `--` before them, npm takes flags for its own settings, and hands them over in the environment.
 *
 * @throws {UsageError} if that happened to a flag.
 */
export function refuseTakenFlags(
  args: readonly string[],
  command: Command,
  calledAs: string,
  env: NodeJS.ProcessEnv,
): void {
  for (const flag of flagsAround(command)) {
    if (NPX_OWN.has(flag)) continue;
    const isTaken = env[`npm_config_${flag.slice(2).replaceAll('-', '_')}`] !== undefined;
    const isGiven = args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
    if (!isTaken || isGiven) continue;
    const call = isLocal(command) ? callOf(command, calledAs) : `${calledAs} COMMAND`;
    throw new UsageError(`npm took ${flag} for its own: write ${call} ${flag} …`);
  }
}

/** `npx --yes fill-cache …` is for npx, and stays in the environment. */
const NPX_OWN = new Set(['--yes']);

/** The command may be a wrong one, since a flag with its value is missing. */
function flagsAround(command: Command): string[] {
  const commands = isLocal(command)
    ? [command]
    : (command.parent ?? command).commands.filter((one) => !isLocal(one));
  return [...new Set(commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])))];
}
