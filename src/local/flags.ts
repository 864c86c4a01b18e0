import { parseArgs } from 'node:util';
import { TICKER_SOURCES, type TickerSource } from '../core/job.ts';
import { jobOptionsSchema } from '../core/options.ts';
import { parseTickerList, TickerListError } from '../tickers/symbol.ts';

/** What `npm start` was told; what was not given is absent, and as the workflow has it. */
export interface Flags {
  source?: TickerSource;
  /** In Yahoo's spelling; for the source `custom` alone. */
  tickers?: string[];
  /** Fetch again what is cached, in a new job. */
  fresh: boolean;
  market?: (typeof MARKETS)[number];
  maxBatches?: number;
  /** Start no job. */
  idle: boolean;
  /** Of the HTTP face; 0 is any free one. */
  port: number;
  /** End when the job ends. */
  exit: boolean;
  help: boolean;
}

export const DEFAULT_PORT = 3210;
const MARKETS = ['yahoo', 'simulated'] as const;

/** A flag that does not exist, or a value that is not allowed, in one sentence. */
export class FlagRefused extends Error {
  override readonly name = 'FlagRefused';
}

/**
 * Reads the flags of `npm start`.
 *
 * @param env where npm leaves the flags that it took for its own, because no `--` stood before them.
 * @throws {FlagRefused}
 */
export function readFlags(args: readonly string[], env: NodeJS.ProcessEnv): Flags {
  for (const name of Object.keys(OPTIONS)) {
    if (env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined && name !== 'port')
      throw new FlagRefused(`npm took --${name} for its own: write npm start -- --${name} …`);
  }
  const given = readGiven(args);
  const value = <Value>(name: Name, read: (text: string) => Value): Value | undefined => {
    const text = given.get(name);
    return text === undefined ? undefined : read(text);
  };
  const tickers = value('tickers', readTickers);
  const source = value('source', (text) => oneOf('source', text, TICKER_SOURCES)) ?? (tickers && 'custom');
  const market = value('market', (text) => oneOf('market', text, MARKETS));
  const maxBatches = value('max-batches', readMaxBatches);
  const flags: Flags = {
    ...(source && { source }),
    ...(tickers && { tickers }),
    ...(market && { market }),
    ...(maxBatches !== undefined && { maxBatches }),
    port: value('port', readPort) ?? DEFAULT_PORT,
    fresh: given.has('fresh'),
    idle: given.has('idle'),
    exit: given.has('exit'),
    help: given.has('help'),
  };
  refuseContradictions(flags);
  return flags;
}

const OPTIONS = {
  source: { type: 'string' },
  tickers: { type: 'string' },
  fresh: { type: 'boolean' },
  market: { type: 'string' },
  'max-batches': { type: 'string' },
  idle: { type: 'boolean' },
  port: { type: 'string' },
  exit: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Name = keyof typeof OPTIONS;

/** Each flag that was given, with its text; a flag without a value has an empty one. */
function readGiven(args: readonly string[]): Map<Name, string> {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  const given = new Map<Name, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional')
      throw new FlagRefused(`${shown(token.value)} belongs to no flag: ${SEE_HELP}`);
    const { name, rawName, value = '' } = token;
    if (!isName(name)) throw new FlagRefused(`There is no flag ${shown(rawName)}: ${SEE_HELP}`);
    const takesValue = OPTIONS[name].type === 'string';
    if (takesValue && (value === '' || value.startsWith('--')))
      throw new FlagRefused(`${rawName} needs a value: ${SEE_HELP}`);
    if (!takesValue && token.value !== undefined)
      throw new FlagRefused(`${rawName} takes no value: ${SEE_HELP}`);
    given.set(name, value);
  }
  return given;
}

const SEE_HELP = 'see npm start -- --help.';

function isName(name: string): name is Name {
  return Object.hasOwn(OPTIONS, name);
}

function readTickers(text: string): string[] {
  try {
    return parseTickerList(text);
  } catch (error) {
    if (error instanceof TickerListError) throw new FlagRefused(`--${error.message}`, { cause: error });
    throw error;
  }
}

function readMaxBatches(text: string): number {
  const parsed = jobOptionsSchema.shape.maxBatches.safeParse(wholeNumber(text));
  if (parsed.success) return parsed.data;
  throw refusal('max-batches', text, jobOptionsSchema.shape.maxBatches.description ?? 'a whole number');
}

function readPort(text: string): number {
  const port = wholeNumber(text);
  if (port <= 65_535) return port;
  throw refusal('port', text, 'a whole number from 0 (any free port) to 65535');
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

function oneOf<const Value extends string>(name: string, text: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw refusal(name, text, allowed.join(', ').replace(/, ([^,]+)$/, ' or $1'));
  return found;
}

function refusal(name: string, value: string, allowed: string): FlagRefused {
  return new FlagRefused(`--${name} is ${shown(value)}: it must be ${allowed}.`);
}

function refuseContradictions({ source, tickers, fresh, maxBatches, idle, exit }: Flags): void {
  if (source === 'custom' && !tickers)
    throw new FlagRefused('--source custom needs the tickers: add --tickers AAPL,MSFT.');
  if (tickers && source !== 'custom')
    throw new FlagRefused(`--tickers are given, but --source is ${source}: leave one of them out.`);
  if (idle && (source || fresh || maxBatches !== undefined))
    throw new FlagRefused('--idle starts no job: leave it out, or the flags that describe one.');
  if (idle && exit)
    throw new FlagRefused('--idle waits for requests, --exit for the end of a job: leave one of them out.');
}

/** Cut, and without what could act on a terminal. */
function shown(value: string): string {
  const printable = value.replaceAll(/[^\P{C}]+/gu, ' ');
  return printable.length > 40 ? `"${printable.slice(0, 40)}…"` : `"${printable}"`;
}
