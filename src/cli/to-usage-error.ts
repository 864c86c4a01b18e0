import type { Command, CommanderError } from 'commander';
import { shown } from '../core/shown.ts';
import { callOf, isLocal } from './call.ts';
import { UsageError } from './client-error.ts';

/** Turns an error of commander into one sentence of ours. @param command the one that was called. */
export function toUsageError(error: CommanderError, command: Command, calledAs: string): UsageError {
  const call = callOf(command, calledAs);
  const seeHelp = `see ${isLocal(command) ? call : calledAs} --help.`;
  // Such as: error: option '--source <S>' argument missing.
  const [, flag = ''] = /'(-[^\s='<]*)/.exec(error.message) ?? [];
  switch (error.code) {
    case 'commander.unknownOption':
      return new UsageError(
        has(flag, command)
          ? // It was given as `--json=yes`.
            `${flag} takes no value: ${seeHelp}`
          : isOfAnother(flag, command)
            ? `${command.name()} takes no ${flag}: see ${call} --help.`
            : `There is no flag ${shown(flag)}: ${seeHelp}`,
      );
    case 'commander.optionMissingArgument':
      return new UsageError(`${flag} needs a value: ${seeHelp}`);
    case 'commander.missingArgument':
      return new UsageError(`Say which job: ${call} batch_job_…`);
    case 'commander.excessArguments': {
      const extra = shown(command.args[command.registeredArguments.length] ?? '');
      return new UsageError(
        isLocal(command) ? `${extra} belongs to no flag: ${seeHelp}` : extraWord(extra, call),
      );
    }
    default:
      return new UsageError(`${error.message}: ${seeHelp}`);
  }
}

/** @param word as it is shown. */
export function extraWord(word: string, call: string): string {
  return `${word} is one word too many: see ${call} --help.`;
}

function has(flag: string, { options }: Command): boolean {
  return options.some(({ long }) => long === flag);
}

function isOfAnother(flag: string, command: Command): boolean {
  const others = command.parent?.commands.filter((one) => !isLocal(one)) ?? [];
  return !isLocal(command) && others.some((one) => has(flag, one));
}
