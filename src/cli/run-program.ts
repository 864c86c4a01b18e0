import { CommanderError } from 'commander';
import { errorMessage } from '../core/error-message.ts';
import { UsageError } from './client-error.ts';
import { commandFirst } from './command-first.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ProgramPorts } from './ports.ts';
import { createProgram } from './program.ts';
import { refuseTakenFlags } from './taken-flags.ts';
import { toUsageError } from './to-usage-error.ts';

/** Does what a command line says. @returns the exit code. */
export async function runProgram(ports: ProgramPorts & { args: readonly string[] }): Promise<number> {
  let exitCode: number = EXIT_CODES.done;
  const program = createProgram({
    ...ports,
    exitWith(code) {
      exitCode = code;
    },
  });
  const { stderr, calledAs, env } = ports;
  try {
    const { args, command } = commandFirst(ports.args, program, calledAs);
    try {
      refuseTakenFlags(args, command, calledAs, env);
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      // A help that was asked for ends as an error of commander too.
      if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
      throw error instanceof CommanderError ? toUsageError(error, command, calledAs) : error;
    }
    return exitCode;
  } catch (error) {
    stderr.log(errorMessage(error), 'error');
    return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
  }
}
