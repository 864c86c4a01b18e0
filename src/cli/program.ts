import { Command } from 'commander';
import { UsageError } from './client-error.ts';
import { registerCancel } from './commands/cancel.ts';
import { registerCheck } from './commands/check.ts';
import { registerContinue } from './commands/continue.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExport } from './commands/export.ts';
import { registerFreshness } from './commands/freshness.ts';
import { registerInit } from './commands/init.ts';
import { registerList } from './commands/list.ts';
import { registerLocal } from './commands/local.ts';
import { registerNotifyTest } from './commands/notify-test.ts';
import { registerPause } from './commands/pause.ts';
import { registerResume } from './commands/resume.ts';
import { registerRetry } from './commands/retry.ts';
import { registerStart } from './commands/start.ts';
import { registerStatus } from './commands/status.ts';
import { helpConfiguration } from './help.ts';
import type { CommandPorts } from './ports.ts';

/** In the order of the help. */
const REGISTERED = [
  registerStart,
  registerStatus,
  registerContinue,
  registerPause,
  registerResume,
  registerCancel,
  registerRetry,
  registerList,
  registerFreshness,
  registerCheck,
  registerExport,
  registerLocal,
  registerInit,
  registerDoctor,
  registerNotifyTest,
];

/** The program with all its commands. Parsing throws `CommanderError` where commander would end the process. */
export function createProgram(ports: CommandPorts): Command {
  const program = new Command('fill-cache')
    .helpOption('-h, --help', 'Print this.')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureHelp(helpConfiguration(ports))
    .configureOutput({
      writeOut: (text) => ports.terminal.log(text.trimEnd()),
      // The error that is thrown says it.
      writeErr: () => {},
    })
    .action(() => {
      const names = program.commands.map((command) => command.name()).join(', ');
      throw new UsageError(`Say what to do: ${names}; see ${ports.calledAs} --help.`);
    });
  for (const register of REGISTERED) register(program, ports);
  return program;
}
