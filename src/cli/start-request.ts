import type { TickerSource } from '../core/job.ts';
import { shown } from '../core/shown.ts';
import { UsageError } from './client-error.ts';
import { decodeText } from './decode-text.ts';
import type { CommandPorts } from './ports.ts';

/** What a start is given; what is not given is left to the deployment. */
export interface StartRequest {
  source?: TickerSource;
  tickers?: string | string[];
  /** The path of a list, or `-` for the standard input. */
  file?: string;
  hold?: true;
  dryRun?: true;
  batchSize?: unknown;
  range?: unknown;
  compress?: unknown;
  refreshAfter?: unknown;
  maxBatches?: unknown;
  requestsPerSecond?: unknown;
  lanes?: unknown;
}

/** @throws {UsageError} if it does not say what to fill, or says it twice. */
export function checkStartRequest({ source, tickers, file }: StartRequest): void {
  const list = tickers !== undefined ? '--tickers are' : file !== undefined ? '--file is' : null;
  if (tickers !== undefined && file !== undefined)
    throw new UsageError('--tickers and --file each name the tickers: leave one of them out.');
  if (!source && !list)
    throw new UsageError('Say what to fill: --source sp500, --source all, or --tickers AAPL,MSFT.');
  if (source && source !== 'custom' && list)
    throw new UsageError(`${list} given, but --source is ${source}: leave one of them out.`);
  if ((!source || source === 'custom') && file === undefined && !tickers?.length)
    throw new UsageError('--source custom needs the tickers: add --tickers AAPL,MSFT.');
}

/** Values that stand between commas or spaces as a list; a pasted table as it is: the deployment finds the symbols in it. */
export function readTickersFlag(text: string): string | string[] {
  return /["'\n\t|]/.test(text) ? text : text.split(/[\s,;]+/).filter(Boolean);
}

/**
 * The body of the request. A list is sent as it is: the deployment finds the symbols in it.
 *
 * @throws {UsageError} if the list cannot be read, or is empty.
 */
export async function readStartRequest(
  request: StartRequest,
  readInput: CommandPorts['readInput'],
): Promise<Record<string, unknown>> {
  const { source = 'custom', file, hold, ...rest } = request;
  return {
    ...rest,
    tickerSource: source,
    ...(file !== undefined && { tickers: await readListFile(file, readInput) }),
    ...(hold && { startImmediately: false }),
  };
}

/** @throws {UsageError} if the list cannot be read, is no text, or is empty. */
export async function readListFile(path: string, readInput: CommandPorts['readInput']): Promise<string> {
  const name = path === '-' ? 'The standard input' : `The list ${shown(path)}`;
  const text = decodeText(await readInput(path).catch((error: unknown) => refuse(name, error))).trim();
  // As in the files of spreadsheets and archives, and in UTF-16 without its mark.
  if (text.includes('\0')) throw new UsageError(`${name} is no text: save a spreadsheet as CSV first.`);
  if (text === '') throw new UsageError(`${name} is empty: give at least one symbol, such as AAPL.`);
  return text;
}

function refuse(name: string, error: unknown): never {
  const reason = error instanceof Error && 'code' in error ? error.code : error;
  const sentence = `${name} cannot be read (${reason}): give --file the path of a text file.`;
  throw new UsageError(sentence, { cause: error });
}
