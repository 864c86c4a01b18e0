import { createApi } from './api.ts';
import { NotReachable, RequestRefused, UsageError } from './client-error.ts';
import { PROGRAM } from './help.ts';
import { createOutput, type Output } from './output.ts';
import { type Outcome, perform } from './perform.ts';
import { type Invocation, readInvocation } from './read-invocation.ts';
import type { Terminal } from './terminal.ts';
import type { WatchPorts } from './watch-job.ts';

export interface ClientPorts {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  fetch: typeof globalThis.fetch;
  sleep: WatchPorts['sleep'];
  terminal: Terminal;
  /** For what is no answer. */
  stderr: Terminal;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

/** As `--help` tells them; the last is what shells have for a program that was ended by SIGINT. */
const EXIT_CODES = { done: 0, failed: 1, usage: 2, notReachable: 4, left: 130 } as const;

/** Does what a command line says. @returns the exit code. */
export async function runClient(ports: ClientPorts): Promise<number> {
  try {
    const asked = readInvocation(ports.args, ports.env);
    if (asked.kind === 'invocation') return EXIT_CODES[await converse(asked.invocation, ports)];
    ports.terminal.log(asked.text);
    return EXIT_CODES.done;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ports.stderr.log(error.message, 'error');
    return EXIT_CODES.usage;
  }
}

async function converse(invocation: Invocation, ports: ClientPorts): Promise<keyof typeof EXIT_CODES> {
  const { url, isUrlGiven, token, json } = invocation;
  const { terminal, stderr, fetch, sleep, stop } = ports;
  const hint = (words: string) => `${PROGRAM} ${words}${isUrlGiven ? ` --url ${url}` : ''}`;
  const output = createOutput({ json, hint, terminal, stderr });
  try {
    const api = createApi({ url, token, fetch, stop });
    const outcome: Outcome = await perform(invocation, hint, { api, output, sleep, stop });
    if (outcome.kind === 'left') {
      const { jobId } = outcome;
      output.remark(`Nobody watches any more, but ${jobId} goes on: ${hint(`status ${jobId} --watch`)}`);
    }
    return outcome.kind;
  } catch (error) {
    if (stop.aborted) {
      output.remark(`Nobody waits any more, but what was asked for may be done: ${hint('list')}`);
      return 'left';
    }
    return complain(error, hint, output);
  }
}

function complain(
  error: unknown,
  hint: (words: string) => string,
  output: Output,
): 'failed' | 'notReachable' {
  if (error instanceof NotReachable) {
    output.complain({ success: false, error: error.message, code: 'not-reachable' }, error.message);
    return 'notReachable';
  }
  if (error instanceof RequestRefused) {
    output.complain(error.problem, refusedText(error, hint));
    return 'failed';
  }
  throw error;
}

function refusedText(
  { message, status, problem, retryAfterSeconds }: RequestRefused,
  hint: (words: string) => string,
): string {
  const { issues, jobId } = problem;
  return [
    message,
    // The sentence is about the first.
    ...(issues.length > 1 ? issues.map(({ path, message }) => `  ${path}: ${message}`) : []),
    ...(status === 401 ? ['This client takes the token from FILL_CACHE_API_TOKEN.'] : []),
    ...(retryAfterSeconds === null ? [] : [`It may be asked again in ${retryAfterSeconds} s.`]),
    ...(jobId === undefined ? [] : [`The job was made: ${hint(`continue ${jobId}`)}`]),
  ].join('\n');
}
