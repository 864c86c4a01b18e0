import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askOn, confirmOn } from './cli/confirm.ts';
import { readInput } from './cli/read-input.ts';
import { runProgram } from './cli/run-program.ts';
import { stopSignal } from './cli/stop-signals.ts';
import { createTerminal } from './cli/terminal.ts';
import { systemClock } from './fetching/system-clock.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { argv, env, stdin, stdout, stderr } = process;
const terminal = createTerminal(stdout, env);
// What still runs ends with this process.
const stop = stopSignal(process, stdout, () => process.exit(130));

process.exitCode = await runProgram({
  args: argv.slice(2),
  env,
  calledAs: basename(argv[1] ?? '').startsWith('fill-cache') ? 'npx fill-cache' : 'npm run job --',
  fetch,
  sleep: systemClock.sleep,
  readInput: (path) => readInput(path, stdin, stop),
  terminal,
  stderr: createTerminal(stderr, env),
  stop,
  ask: stdin.isTTY ? askOn(stdin, stderr, stop) : null,
  confirm: stdin.isTTY ? confirmOn(stdin, stderr, stop) : null,
  // Loaded late: what talks to a deployment does without them.
  async diagnose() {
    const { runDoctor } = await import('./jobs/doctor.ts');
    return runDoctor(env, { fetch, clock: systemClock, random: Math.random });
  },
  async openInit() {
    const { openInit } = await import('./cli/open-init.ts');
    return openInit(root);
  },
  async testNotices() {
    const { testNotices } = await import('./notices/notify-test.ts');
    return testNotices(env, { fetch, clock: systemClock, random: Math.random, signal: stop });
  },
  async openCache(reader) {
    const { openCache } = await import('./jobs/open-cache.ts');
    const { limitHeapGrowth } = await import('./fetching/heap-growth.ts');
    // Thousands of documents are read, and die young.
    limitHeapGrowth();
    return openCache(env, { clock: systemClock, fetch }, reader);
  },
  async runStack(flags) {
    const { watchNpm } = await import('./cli/npm-parent.ts');
    watchNpm(() => process.exit(1));
    const { runStack } = await import('./local/run-stack.ts');
    return runStack({ flags, env, root, terminal, stop });
  },
});
