import { fileURLToPath } from 'node:url';
import { createTerminal } from './cli/terminal.ts';
import { FlagRefused, readFlags } from './local/flags.ts';
import { HELP } from './local/help.ts';
import { watchNpm } from './local/npm-parent.ts';
import { runStack } from './local/run-stack.ts';
import { stopSignal } from './local/stop-signals.ts';

try {
  const flags = readFlags(process.argv.slice(2), process.env);
  if (flags.help) {
    console.log(HELP);
  } else {
    watchNpm(() => process.exit(1));
    process.exitCode = await runStack({
      flags,
      env: process.env,
      root: fileURLToPath(new URL('..', import.meta.url)),
      terminal: createTerminal(process.stdout, process.env),
      // What still runs ends with this process.
      stop: stopSignal(process, process.stdout, () => process.exit(130)),
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof FlagRefused ? 2 : 1;
}
