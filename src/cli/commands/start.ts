import type { Command } from 'commander';
import { descriptionOf } from '../../core/description-of.ts';
import { TICKER_SOURCES } from '../../core/job.ts';
import { jobOptionsSchema, requestsPerSecondOverHttp } from '../../core/options.ts';
import { shown } from '../../core/shown.ts';
import { UsageError } from '../client-error.ts';
import { type DeploymentFlags, jsonFlag, urlFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { choiceFlag, schemaFlag, switchFlag, valueFlag } from '../flag.ts';
import { type KeyFlag, keyFlag, keyHeader } from '../key-flag.ts';
import { type Client, type Outcome, onDeployment } from '../on-deployment.ts';
import { verbPath } from '../paths.ts';
import type { CommandPorts } from '../ports.ts';
import { forecastReplySchema, startedReplySchema } from '../replies.ts';
import { forecastText, startedText } from '../reply-texts.ts';
import { checkStartRequest, readStartRequest, readTickersFlag, type StartRequest } from '../start-request.ts';
import { extraWord } from '../to-usage-error.ts';
import { everyFlag, type WatchFlags, watchFlag, watchSeconds } from '../watch-flags.ts';
import { watchJob } from '../watch-job.ts';

type StartFlags = DeploymentFlags & WatchFlags & KeyFlag & StartRequest;

const { batchSize, range, compress, refreshAfter, maxBatches, lanes } = jobOptionsSchema.shape;
const OPTIONS = [
  ['batch-size', 'N', 'Tickers in one batch', batchSize],
  ['range', 'R', 'How far back the history reaches', range],
  ['compress', 'C', 'How documents are stored', compress],
  ['refresh-after', 'T', 'When a cached ticker is fetched again', refreshAfter],
  ['max-batches', 'N', 'Batches in one run', maxBatches],
  ['requests-per-second', 'N', 'Requests of a lane to Yahoo in a second, at most', requestsPerSecondOverHttp],
  ['lanes', 'N', 'Chains of runs side by side', lanes],
] as const;

const SOURCE = 'Fill the S&P 500, all US listings, or the tickers of --tickers.';
const TICKERS = 'Fill these tickers; means --source custom.';
const DRY_RUN =
  'Say what the job would fetch and take, and whether it fits; write nothing. Ends with 1 if not.';
const FILE = 'Fill the tickers of this file, such as a CSV; - is the standard input.';

export function registerStart(program: Command, ports: CommandPorts): void {
  const command = program
    .command('start')
    .description('Make a job and start its first run.')
    .argument('[-]', '', (word) => readDash(word, ports))
    .addOption(choiceFlag('source', SOURCE, TICKER_SOURCES))
    .addOption(valueFlag('tickers', 'AAPL,BRK.B', TICKERS, readTickersFlag))
    .addOption(valueFlag('file', 'LIST', FILE, String));
  for (const [name, value, description, schema] of OPTIONS)
    command.addOption(schemaFlag(name, value, `${description}: ${descriptionOf(schema)}.`, schema));
  command
    .addOption(switchFlag('hold', 'Make the job and start no run: continue starts it.'))
    .addOption(switchFlag('dry-run', DRY_RUN))
    .addOption(keyFlag())
    .addOption(watchFlag())
    .addOption(everyFlag())
    .addOption(urlFlag())
    .addOption(jsonFlag())
    .addHelpText('after', example('start --source sp500 --watch', ports))
    .action((dash: '-' | undefined, flags: StartFlags) => {
      const { url, json, watch, every, idempotencyKey, ...request } = flags;
      if (dash) request.file ??= dash;
      checkStartRequest(request);
      if (request.hold && watch)
        throw new UsageError('--hold starts nothing that --watch could show: leave one of them out.');
      if (request.dryRun && (request.hold || watch || idempotencyKey !== undefined))
        throw new UsageError('--dry-run makes no job: leave --hold, --watch and --idempotency-key out.');
      const seconds = watchSeconds(flags);
      return onDeployment(flags, ports, (client) => start(request, flags, seconds, client, ports));
    });
}

async function start(
  request: StartRequest,
  key: KeyFlag,
  every: number | null,
  client: Client,
  { readInput }: CommandPorts,
): Promise<Outcome> {
  const { api, output, hint } = client;
  const body = await readStartRequest(request, readInput);
  if (request.dryRun) {
    const forecast = await api.post(verbPath('start'), body, forecastReplySchema);
    output.reply(forecast, forecastText(forecast));
    return forecast.fits ? 'done' : 'failed';
  }
  const reply = await api.post(verbPath('start'), body, startedReplySchema, keyHeader(key));
  const { jobId } = reply;
  const toStart = request.hold ? `To start it: ${hint(`continue ${jobId}`)}` : null;
  const toWatch = every === null ? `To watch it: ${hint(`status ${jobId} --watch`)}` : null;
  output.reply(reply, startedText(reply, toStart ?? toWatch));
  return every === null ? 'done' : watchJob(jobId, every, client);
}

function readDash(word: string, { calledAs }: CommandPorts): '-' {
  if (word === '-') return word;
  throw new UsageError(extraWord(shown(word), `${calledAs} start`));
}
