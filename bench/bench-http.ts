import { benchColdStart } from './cold-start.ts';
import { measureHttpCommands } from './http-commands.ts';
import { printFigures } from './print-figures.ts';
import { measureStatusLoad } from './status-load.ts';

/** What the HTTP face takes: commands, time under load, time to its first answer. */
export async function benchHttp(): Promise<void> {
  const commands = await measureHttpCommands();
  printFigures(
    'Billed Redis commands of the HTTP face',
    commands.map(({ what, limit, count, names }) => [what, `${count} (at most ${limit}): ${names}`]),
  );
  const loads = await measureStatusLoad();
  printFigures(
    'Ten callers at once',
    loads.map(({ what, perSecond, p50, p99 }) => [
      what,
      `${perSecond.toFixed(0)} a second, p50 ${p50} ms, p99 ${p99} ms`,
    ]),
  );
  await benchColdStart();
}
