import type { Command } from 'commander';
import { TICKER_SOURCES, type TickerSource } from '../../core/job.ts';
import { jobOptionsSchema } from '../../core/options.ts';
import { UsageError } from '../client-error.ts';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { choiceFlag, schemaFlag, shown, switchFlag, valueFlag } from '../flag.ts';
import { type KeyFlag, keyFlag, keyHeader } from '../key-flag.ts';
import { type Client, type Outcome, onDeployment } from '../on-deployment.ts';
import { verbPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { startedSchema } from '../replies.ts';
import { startedText } from '../reply-texts.ts';
import { decodeText, splitTickers } from '../ticker-list.ts';
import { extraWord } from '../to-usage-error.ts';
import { everyFlag, type WatchFlags, watchFlag, watchSeconds } from '../watch-flags.ts';
import { watchJob } from '../watch-job.ts';

/** What is not given is left to the deployment. */
interface JobFlags {
  source?: TickerSource;
  tickers?: string[];
  /** A path, or `-` for the standard input. */
  file?: string;
  hold?: true;
  batchSize?: unknown;
  range?: unknown;
  compress?: unknown;
  refreshAfter?: unknown;
  maxBatches?: unknown;
  requestsPerSecond?: unknown;
}
type StartFlags = DeploymentFlags & WatchFlags & KeyFlag & JobFlags;

const { batchSize, range, compress, refreshAfter, maxBatches, requestsPerSecond } = jobOptionsSchema.shape;

export function registerStart(program: Command, ports: CommandPorts): void {
  const command = program
    .command('start')
    .description('Make a job and start its first run.')
    .argument('[-]', '', (word) => readDash(word, ports))
    .addOption(
      choiceFlag('source', 'Fill the S&P 500, all US listings, or the tickers of --tickers.', TICKER_SOURCES),
    )
    .addOption(valueFlag('tickers', 'AAPL,BRK.B', 'Fill these tickers; means --source custom.', splitTickers))
    .addOption(
      valueFlag(
        'file',
        'LIST',
        'Fill the tickers of this file, such as a CSV; - is the standard input.',
        String,
      ),
    );
  for (const [name, value, description, schema] of [
    ['batch-size', 'N', 'Tickers in one batch', batchSize],
    ['range', 'R', 'How far back the history reaches', range],
    ['compress', 'C', 'How documents are stored', compress],
    ['refresh-after', 'T', 'When a cached ticker is fetched again', refreshAfter],
    ['max-batches', 'N', 'Batches in one run', maxBatches],
    ['requests-per-second', 'N', 'Ceiling on Yahoo', requestsPerSecond],
  ] as const) {
    command.addOption(schemaFlag(name, value, `${description}: ${schema.description}.`, schema));
  }
  command
    .addOption(switchFlag('hold', 'Make the job and start no run: continue starts it.'))
    .addOption(keyFlag())
    .addOption(watchFlag())
    .addOption(everyFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('start --source sp500 --watch', ports))
    .action((dash: '-' | undefined, { file = dash, ...flags }: StartFlags) => {
      const every = watchSeconds(flags);
      const request = { ...flags, ...(file !== undefined && { file }) };
      refuseContradictions(request);
      return onDeployment(flags, ports, (client) => start(request, every, client, ports));
    });
}

async function start(
  flags: StartFlags,
  every: number | null,
  client: Client,
  { readInput, stop }: CommandPorts,
): Promise<Outcome> {
  const { api, output, hint } = client;
  const tickers = flags.file === undefined ? flags.tickers : await readTickers(flags.file, readInput, stop);
  if (tickers === null) return 'interrupted';
  const body = { ...bodyOf(flags), ...(tickers && { tickers }) };
  const reply = await api.post(verbPath('start'), body, startedSchema, keyHeader(flags));
  const { jobId } = reply;
  const toWatch = every === null ? `To watch it: ${hint(`status ${jobId} --watch`)}` : null;
  output.reply(reply, startedText(reply, flags.hold ? `To start it: ${hint(`continue ${jobId}`)}` : toWatch));
  return every === null ? 'done' : watchJob(jobId, every, client);
}

function bodyOf({ source, tickers, file, hold, ...flags }: StartFlags): Record<string, unknown> {
  const { batchSize, range, compress, refreshAfter, maxBatches, requestsPerSecond } = flags;
  const options = { batchSize, range, compress, refreshAfter, maxBatches, requestsPerSecond };
  return {
    tickerSource: source ?? 'custom',
    ...(hold && { startImmediately: false }),
    // JSON leaves out what is undefined.
    ...options,
  };
}

/**
 * The text of the list: the deployment finds the symbols in it. Null if the user ended the reading.
 *
 * @throws {UsageError} if it cannot be read, or is empty.
 */
async function readTickers(
  path: string,
  readInput: CommandPorts['readInput'],
  stop: AbortSignal,
): Promise<string | null> {
  const name = path === '-' ? 'The standard input' : `The list ${shown(path)}`;
  try {
    const text = decodeText(await readInput(path)).trim();
    if (text !== '') return text;
  } catch (error) {
    if (stop.aborted) return null;
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(`${name} cannot be read (${reason}): give --file the path of a text file.`);
  }
  throw new UsageError(`${name} is empty: give at least one symbol, such as AAPL.`);
}

function readDash(word: string, { calledAs }: CommandPorts): '-' {
  if (word === '-') return word;
  throw new UsageError(extraWord(shown(word), `${calledAs} start`));
}

function refuseContradictions({ source, tickers, file, hold, watch }: StartFlags): void {
  if (tickers && file !== undefined)
    throw new UsageError('--tickers and --file each name the tickers: leave one of them out.');
  const given = tickers ? '--tickers are' : '--file is';
  const hasList = tickers !== undefined || file !== undefined;
  if (!source && !hasList)
    throw new UsageError('Say what to fill: --source sp500, --source all, or --tickers AAPL,MSFT.');
  if (source && source !== 'custom' && hasList)
    throw new UsageError(`${given} given, but --source is ${source}: leave one of them out.`);
  if (file === undefined && (source ?? 'custom') === 'custom' && !tickers?.length)
    throw new UsageError('--source custom needs the tickers: add --tickers AAPL,MSFT.');
  if (hold && watch)
    throw new UsageError('--hold starts nothing that --watch could show: leave one of them out.');
}
