import { runClient } from './client/run-client.ts';
import { systemClock } from './fill/clock.ts';
import { createScreen } from './local/screen.ts';
import { stopSignal } from './local/stop-signals.ts';

process.exitCode = await runClient({
  args: process.argv.slice(2),
  env: process.env,
  fetch,
  sleep: systemClock.sleep,
  screen: createScreen(process.stdout, process.env),
  complaints: createScreen(process.stderr, process.env),
  stop: stopSignal(process, process.stdout, () => process.exit(130)),
});
