import { runClient } from './cli/run-client.ts';
import { createTerminal } from './cli/terminal.ts';
import { systemClock } from './fetching/system-clock.ts';
import { stopSignal } from './local/stop-signals.ts';

process.exitCode = await runClient({
  args: process.argv.slice(2),
  env: process.env,
  fetch,
  sleep: systemClock.sleep,
  terminal: createTerminal(process.stdout, process.env),
  stderr: createTerminal(process.stderr, process.env),
  stop: stopSignal(process, process.stdout, () => process.exit(130)),
});
