import { type Api, createApi } from './api.ts';
import { ApiRefused, NotReachable } from './client-error.ts';
import { type DeploymentFlags, deploymentOf } from './deployment-flags.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createOutput, type Output } from './output.ts';
import type { CommandPorts } from './ports.ts';
import type { Hint } from './reply-texts.ts';

/** What a command works with that talks to a deployment. */
export interface Client {
  api: Api;
  output: Output;
  /** A command line for the user to go on with, for this deployment. */
  hint: Hint;
  sleep: CommandPorts['sleep'];
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

export type Outcome = 'done' | 'failed' | 'interrupted';

/**
 * Lets a command talk to the deployment that flags and environment name. Prints what goes wrong, and sets the exit code.
 *
 * @throws {UsageError} if they name none.
 */
export async function onDeployment(
  flags: DeploymentFlags,
  ports: CommandPorts,
  act: (client: Client) => Promise<Outcome>,
): Promise<void> {
  const { terminal, stderr, sleep, stop } = ports;
  const { url, token } = deploymentOf(flags, ports.env);
  const hint: Hint = (words) => `${ports.calledAs} ${words}${flags.url === undefined ? '' : ` --url ${url}`}`;
  const output = createOutput({ json: flags.json === true, hint, terminal, stderr });
  const api = createApi({ url, token, fetch: ports.fetch, stop });
  try {
    ports.exitWith(EXIT_CODES[await act({ api, output, hint, sleep, stop })]);
  } catch (error) {
    if (stop.aborted) {
      const mayBeDone = error instanceof NotReachable && error.method === 'POST';
      const more = mayBeDone ? `, but what was asked for may be done: ${hint('list')}` : '.';
      output.remark(`Nobody waits any more${more}`);
      ports.exitWith(EXIT_CODES.interrupted);
    } else {
      ports.exitWith(printError(error, hint, output));
    }
  }
}

function printError(error: unknown, hint: Hint, output: Output) {
  if (error instanceof NotReachable) {
    output.error({ success: false, error: error.message, code: 'not-reachable' }, error.message);
    return EXIT_CODES.notReachable;
  }
  if (error instanceof ApiRefused) {
    output.error(error.problem, refusedText(error, hint));
    return EXIT_CODES.failed;
  }
  throw error;
}

function refusedText({ message, status, problem, retryAfterSeconds }: ApiRefused, hint: Hint): string {
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
