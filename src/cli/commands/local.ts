import type { Command } from 'commander';
import { TICKER_SOURCES } from '../../core/job.ts';
import { jobOptionsSchema } from '../../core/options.ts';
import { callOf } from '../call.ts';
import { UsageError } from '../client-error.ts';
import { choiceFlag, flagRefused, schemaFlag, switchFlag, valueFlag, wholeNumber } from '../flag.ts';
import { givenTickers } from '../given-tickers.ts';
import { type Flags, MARKETS } from '../local-flags.ts';
import type { CommandPorts } from '../ports.ts';

export const DEFAULT_PORT = 3210;

export function registerLocal(program: Command, ports: CommandPorts): void {
  const command = program.command('local');
  const call = callOf(command, ports.calledAs);
  command
    .summary('Run fill-cache on this machine, as npm start does.')
    .description(DESCRIPTION)
    .addOption(choiceFlag('source', SOURCE, TICKER_SOURCES))
    .addOption(
      valueFlag('tickers', 'AAPL,BRK.B', 'Fill these tickers; means --source custom.', (text) =>
        givenTickers(text, 'tickers', (sentence) => ports.terminal.log(sentence)),
      ),
    )
    .addOption(switchFlag('fresh', FRESH))
    .addOption(choiceFlag('market', MARKET, MARKETS))
    .addOption(schemaFlag('max-batches', 'N', MAX_BATCHES, jobOptionsSchema.shape.maxBatches))
    .addOption(schemaFlag('lanes', 'N', LANES, jobOptionsSchema.shape.lanes))
    .addOption(switchFlag('idle', 'Start no job, and wait for requests.'))
    .addOption(valueFlag('port', 'N', PORT, readPort))
    .addOption(switchFlag('exit', 'End when the job ends: with 0, or with 1 if it failed or is stuck.'))
    .addHelpText('after', `${ENVIRONMENT}\n\nExample: ${call} --tickers AAPL,MSFT --exit`)
    .action((given: Partial<Flags>) => {
      const flags = complete(given);
      refuseContradictions(flags);
      return ports.runStack(flags).then(ports.exitWith);
    });
}

const DESCRIPTION = `Runs fill-cache on this machine: a Redis, a stand-in for GitHub that runs the real workflow, and the job. Without
flags it goes on with the newest unfinished job of this Redis that is not paused, or else fills the S&P 500, and stays
up until Ctrl-C.`;
const SOURCE =
  'Fill the S&P 500, all US listings (about 6,800), or the tickers of --tickers. An unfinished job of the same tickers is gone on with; else a new one is started.';
const FRESH =
  'Start a new job that fetches again what is cached, rather than go on with an unfinished one. Tickers known to fail are still left out for 7 days.';
const MARKET =
  'Where prices come from. Without it: Yahoo if it answers, else a made-up market (unless the Redis is one of your own, or holds real prices already).';
const MAX_BATCHES =
  'Batches in one run, 0 for as many as 4 minutes allow. Without it: 0. A job that is gone on with takes it for its next run alone.';
const LANES =
  'Chains of runs side by side, 1 to 16, of a new job. Without it: 1. All have the address of this machine, so that a source that limits addresses gets no more from several.';
const PORT = `Port of the HTTP API, 0 for any free one. Without it: ${DEFAULT_PORT}.`;
const ENVIRONMENT = `
Environment
  FILL_CACHE_HOME            The data folder. Without it: .fill-cache in this folder.
  UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN
                             Use this database in place of the embedded Redis.
  REDIS_URL                  Use this Redis server, as redis://host:port, unless a database is given above.
  YAHOO_FINANCE_URL          Ask this address in place of Yahoo.
  FILL_CACHE_NOTIFY_URL, FILL_CACHE_NOTIFY_ON, FILL_CACHE_NOTIFY_SECRET, FILL_CACHE_HEARTBEAT_URL
                             Who is told what becomes of the job: docs/notices.md.`;

function complete({ source, tickers, ...given }: Partial<Flags>): Flags {
  const meant = source ?? (tickers && 'custom');
  return {
    fresh: false,
    idle: false,
    exit: false,
    port: DEFAULT_PORT,
    ...given,
    ...(meant && { source: meant }),
    ...(tickers && { tickers }),
  };
}

function readPort(text: string): number {
  const port = wholeNumber(text);
  if (port <= 65_535) return port;
  throw flagRefused('port', text, 'a whole number from 0 (any free port) to 65535');
}

function refuseContradictions({ source, tickers, fresh, maxBatches, lanes, idle, exit }: Flags): void {
  if (source === 'custom' && !tickers)
    throw new UsageError('--source custom needs the tickers: add --tickers AAPL,MSFT.');
  if (tickers && source !== 'custom')
    throw new UsageError(`--tickers are given, but --source is ${source}: leave one of them out.`);
  if (idle && (source || fresh || maxBatches !== undefined || lanes !== undefined))
    throw new UsageError('--idle starts no job: leave it out, or the flags that describe one.');
  if (idle && exit)
    throw new UsageError('--idle waits for requests, --exit for the end of a job: leave one of them out.');
}
