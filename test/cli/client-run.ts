import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ProgramPorts } from '../../src/cli/ports.ts';
import { runProgram } from '../../src/cli/run-program.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { serveApi } from '../../src/http/serve-api.ts';
import { API_TOKEN, anApi } from '../support/api-run.ts';

/** How the program is run. */
interface Manner {
  terminal?: boolean;
  /** @default 60 */
  columns?: number;
  env?: NodeJS.ProcessEnv;
  /** What happens while the client sleeps, once each; where the list ends, the user presses Ctrl-C. */
  meanwhile?: readonly (() => unknown)[];
  stop?: AbortController;
  /** What the standard input holds. */
  stdin?: string | Uint8Array;
  readInput?: ProgramPorts['readInput'];
  fetch?: ProgramPorts['fetch'];
  runStack?: ProgramPorts['runStack'];
  testNotices?: ProgramPorts['testNotices'];
  openCache?: ProgramPorts['openCache'];
  diagnose?: ProgramPorts['diagnose'];
  ask?: ProgramPorts['ask'];
  openInit?: ProgramPorts['openInit'];
  confirm?: ProgramPorts['confirm'];
  calledAs?: ProgramPorts['calledAs'];
}

/** What a run has left behind. */
interface Left {
  code: number;
  /** On the standard output, with what a terminal would act on. */
  output: string;
  stderr: string;
  /** Seconds that it slept, each time. */
  slept: number[];
}

/** Runs the program in this process, against this address. */
export async function runAt(
  url: string,
  words: string | readonly string[],
  manner: Manner = {},
): Promise<Left> {
  const { terminal = false, columns = 60, env = {}, meanwhile = [] } = manner;
  const { stop = new AbortController(), stdin = '' } = manner;
  const [output, stderr]: [string[], string[]] = [[], []];
  const slept: number[] = [];
  const happenings = [...meanwhile];
  const streamTo = (texts: string[]) => ({
    isTTY: terminal,
    columns,
    write: (text: string | Uint8Array) => Boolean(texts.push(String(text))),
  });
  const code = await runProgram({
    args: typeof words === 'string' ? words.split(' ').filter(Boolean) : words,
    env: { FILL_CACHE_URL: url, FILL_CACHE_API_TOKEN: API_TOKEN, ...env },
    fetch: manner.fetch ?? fetch,
    async sleep(milliseconds, signal) {
      slept.push(milliseconds / 1_000);
      const happening = happenings.shift();
      if (happening) await happening();
      else stop.abort();
      signal.throwIfAborted();
    },
    readInput: manner.readInput ?? (async (path) => (path === '-' ? Buffer.from(stdin) : readFile(path))),
    runStack: manner.runStack ?? (() => Promise.reject(new Error('no stack is run'))),
    testNotices: manner.testNotices ?? (async () => []),
    openCache: manner.openCache ?? (() => Promise.reject(new Error('no Redis is read'))),
    diagnose: manner.diagnose ?? (() => Promise.reject(new Error('nothing is tried'))),
    ask: manner.ask ?? null,
    openInit: manner.openInit ?? (() => Promise.reject(new Error('no file is written'))),
    confirm: manner.confirm ?? null,
    calledAs: manner.calledAs ?? 'npm run job --',
    terminal: createTerminal(streamTo(output), {}),
    stderr: createTerminal(streamTo(stderr), {}),
    stop: stop.signal,
  });
  return { code, output: output.join(''), stderr: stderr.join(''), slept };
}

/** The real HTTP API on loopback, and a client for it. */
export async function aClient(given: Parameters<typeof anApi>[0] = {}) {
  const app = anApi(given);
  const { url, close } = await serveApi(app.api);
  onTestFinished(close);
  return {
    ...app,
    url,
    job: (words: string | readonly string[], manner: Manner = {}) => runAt(url, words, manner),
  };
}

/** An address at which nothing listens any more. */
export async function deserted(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
