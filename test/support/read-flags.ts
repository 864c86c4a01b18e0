import type { Flags } from '../../src/cli/local-flags.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createTerminal } from '../../src/cli/terminal.ts';

/** The flags that `npm start -- …` hands to the stack. @throws if it refuses them. */
export function readFlags(args: readonly string[]): Flags {
  const terminal = createTerminal({ write: () => true }, {});
  let read: Flags | null = null;
  const program = createProgram({
    env: {},
    calledAs: 'npm run job --',
    fetch,
    sleep: async () => {},
    readInput: async () => new Uint8Array(),
    terminal,
    stderr: terminal,
    stop: new AbortController().signal,
    openCache: () => Promise.reject(new Error('no Redis is read')),
    diagnose: async () => ({ where: 'local', checks: [] }),
    ask: null,
    openInit: () => Promise.reject(new Error('no file is written')),
    confirm: null,
    exitWith: () => {},
    testNotices: async () => [],
    runStack(flags) {
      read = flags;
      return Promise.resolve(0);
    },
  });
  program.parse(['local', ...args], { from: 'user' });
  if (read === null) throw new Error('No stack is run.');
  return read;
}
