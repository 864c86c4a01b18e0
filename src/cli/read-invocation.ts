import { JOB_ID } from '../core/job.ts';
import { UsageError } from './client-error.ts';
import {
  COMMANDS,
  type CommandName,
  DEFAULT_URL,
  DEFAULT_WATCH_SECONDS,
  type FlagName,
  flagsOf,
  isCommand,
} from './commands.ts';
import { type FlagValues, flagValues } from './flag-values.ts';
import { commandHelp, generalHelp, PROGRAM } from './help.ts';
import { readArguments, SEE_HELP, shown } from './parse-args.ts';
import { readStartRequest, type StartRequest } from './start-request.ts';

export type Command =
  | { name: 'start'; wish: StartRequest; key: string | null }
  | { name: 'status'; jobId: string }
  | { name: 'pause' | 'resume' | 'cancel'; jobId: string }
  /** `waitSeconds` is null if the deployment may decide. */
  | { name: 'continue'; jobId: string; once: boolean; waitSeconds: number | null }
  | { name: 'retry'; jobId: string; key: string | null }
  | { name: 'list'; limit: number | null };

/** What is wanted of which deployment. */
export interface Invocation {
  command: Command;
  /** Without a slash at its end. */
  url: string;
  /** Whether a further command needs it too. */
  isUrlGiven: boolean;
  token: string | null;
  json: boolean;
  /** Seconds between two looks; null if the job is not to be watched. */
  watchEvery: number | null;
}

export type Asked = { kind: 'help'; text: string } | { kind: 'invocation'; invocation: Invocation };

/** Reads the command line and the environment. @throws {UsageError} */
export function readInvocation(args: readonly string[], env: NodeJS.ProcessEnv): Asked {
  const { words, flags } = readArguments(args, env);
  const [name, jobId, ...more] = words;
  const wantsHelp = flags.has('help');
  if (name === undefined && wantsHelp) return { kind: 'help', text: generalHelp() };
  if (name === undefined)
    throw new UsageError(`Say what to do: ${Object.keys(COMMANDS).join(', ')}; ${SEE_HELP}`);
  if (!isCommand(name)) throw new UsageError(`There is no command ${shown(name)}: ${SEE_HELP}`);
  if (wantsHelp) return { kind: 'help', text: commandHelp(name) };
  checkWords(name, jobId, more);
  checkFlags(name, [...flags.keys()]);
  const values = flagValues(flags);
  const url = values.read('url', (text) => readUrl('--url', text));
  const invocation: Invocation = {
    command: readCommand(name, jobId ?? '', values),
    url: url ?? (env.FILL_CACHE_URL ? readUrl('FILL_CACHE_URL', env.FILL_CACHE_URL) : DEFAULT_URL),
    isUrlGiven: url !== null,
    token: readToken(env.FILL_CACHE_API_TOKEN),
    json: values.has('json'),
    watchEvery: readWatch(values),
  };
  return { kind: 'invocation', invocation };
}

function checkWords(name: CommandName, jobId: string | undefined, more: readonly string[]): void {
  const { takesJob } = COMMANDS[name];
  const [extra] = takesJob ? more : [jobId];
  if (extra !== undefined) throw new UsageError(`${shown(extra)} is one word too many: ${seeHelpOf(name)}`);
  if (!takesJob) return;
  if (jobId === undefined) throw new UsageError(`Say which job: ${PROGRAM} ${name} batch_job_…`);
  if (!JOB_ID.test(jobId)) throw new UsageError(`${shown(jobId)} is no job id: one is like batch_job_12345.`);
}

function checkFlags(name: CommandName, given: readonly FlagName[]): void {
  const foreign = given.find((flag) => !flagsOf(name).includes(flag));
  if (foreign) throw new UsageError(`${name} takes no --${foreign}: ${seeHelpOf(name)}`);
}

function seeHelpOf(name: CommandName): string {
  return `see ${PROGRAM} ${name} --help.`;
}

function readCommand(name: CommandName, jobId: string, values: FlagValues): Command {
  switch (name) {
    case 'start':
      return { name, wish: readStartRequest(values), key: readKey(values) };
    case 'continue':
      if (values.has('once') && values.has('watch'))
        throw new UsageError('--once ends after a batch, --watch with the job: leave one of them out.');
      if (values.has('wait') && values.has('watch'))
        throw new UsageError('--wait is for one batch, --watch for the job: leave one of them out.');
      return { name, jobId, once: values.has('once'), waitSeconds: values.wholeNumber('wait') };
    case 'retry':
      return { name, jobId, key: readKey(values) };
    case 'list':
      return { name, limit: values.wholeNumber('limit') };
    default:
      return { name, jobId };
  }
}

function readKey(values: FlagValues): string | null {
  return values.read('idempotency-key', (text) => {
    if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
    throw values.refusal('idempotency-key', '1 to 255 printable characters without spaces');
  });
}

function readWatch(values: FlagValues): number | null {
  const every = values.wholeNumber('every');
  if (values.has('watch')) return every ?? DEFAULT_WATCH_SECONDS;
  if (every !== null) throw new UsageError('--every says how often to look: add --watch.');
  return null;
}

function readUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    // It may hold a password: it is not shown.
    throw new UsageError(`${name} must be an address such as ${DEFAULT_URL}, without a user or a query.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** Empty is absent. What no header can carry is not sent. */
function readToken(text: string | undefined): string | null {
  if (!text) return null;
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError('FILL_CACHE_API_TOKEN must be printable characters without spaces or line ends.');
}
