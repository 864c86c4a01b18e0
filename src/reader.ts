import { errorMessage } from './core/error-message.ts';
import { betweenDates, type DateRange, dateRangeProblem } from './documents/date-range.ts';
import { documentProblem } from './documents/document-problem.ts';
import { INTERVALS, type Interval, inInterval } from './documents/resample.ts';
import { COLUMNS, type Columns, type TickerDocument } from './documents/ticker-document.ts';
import { unpackValue } from './documents/unpack-value.ts';
import { normalizeTicker, spellingsOf } from './tickers/symbol.ts';

export type { Columns, Interval, TickerDocument };

/** A client of Redis that reads one key, such as `@upstash/redis`, ioredis or node-redis. */
export interface GetClient {
  get(key: string): PromiseLike<unknown>;
}

/** A client of Redis that reads many keys with one command; node-redis calls it `mGet`. */
export type MgetClient =
  | { mget(keys: string[]): PromiseLike<unknown> }
  | { mGet(keys: string[]): PromiseLike<unknown> };

export interface ReadOptions extends DateRange {
  /**
   * A row for each session, each week from Monday on, or each month.
   * @default '1d'
   */
  interval?: Interval | undefined;
  /**
   * Lists of one length, or an object for each row.
   * @default 'columns'
   */
  as?: 'columns' | 'rows' | undefined;
}

/** What a ticker's price history says of itself, and its events; dates are `YYYY-MM-DD`. */
export interface TickerHeader extends Omit<TickerDocument, 'dates' | 'interval' | keyof Columns> {
  interval: Interval;
}

/** A price history as columns: `close[i]` is the close of `dates[i]`. null: not known, or no trade. */
export type TickerColumns = TickerHeader & { dates: string[] } & Columns;

/** One session, week or month. null: not known, or no trade. */
export type Row = { date: string } & { [Name in keyof Columns]: number | null };

/** A price history as rows, oldest first. */
export type TickerRows = TickerHeader & { rows: Row[] };

type Read<Options extends ReadOptions> = 'as' extends keyof Options
  ? Options extends { as: 'rows' }
    ? TickerRows
    : 'rows' extends Options['as']
      ? TickerColumns | TickerRows
      : TickerColumns
  : TickerColumns;

/** What was read of many tickers, each under the name by which it was asked for. */
export interface ReadTickers<History> {
  tickers: Map<string, History>;
  /** Those that Redis has no document of. */
  missing: string[];
  /** Those whose value cannot be read. */
  errors: TickerReadError[];
}

/** Why a ticker cannot be read: its message is one sentence, `cause` what was thrown below. */
export class TickerReadError extends Error {
  override readonly name = 'TickerReadError';
  /**
   * `ticker`: it is no symbol; `option`: a wrong option; `redis`: the client failed; `document`: the value is no document.
   */
  readonly code: 'ticker' | 'option' | 'redis' | 'document';
  /** As it was asked for; null if it is about all. */
  readonly ticker: string | null;
  /** Of Redis, such as `ticker-data:BRK-B`; null if none was read. */
  readonly key: string | null;

  constructor(
    code: TickerReadError['code'],
    message: string,
    {
      ticker = null,
      key = null,
      cause,
    }: { ticker?: string | null; key?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.ticker = ticker;
    this.key = key;
  }
}

/**
 * The price history of a ticker, in either spelling (`BRK.B`, `BRK-B`); null if Redis has none. One command, two for a
 * spelling that may mean two things, such as `MKC.V`.
 *
 * @throws {TickerReadError}
 */
export async function readTicker<const Options extends ReadOptions = Record<never, never>>(
  redis: GetClient,
  ticker: string,
  options?: Options,
): Promise<Read<Options> | null> {
  checkOptions(options ?? {});
  for (const symbol of symbolsOf(ticker)) {
    const key = keyOf(symbol);
    const value = await replied(() => redis.get(key), `${key} cannot be read`, { ticker, key });
    if (value != null) return (await historyOf(value, symbol, ticker, options ?? {})) as Read<Options>;
  }
  return null;
}

/**
 * The price histories of many tickers: a command for each 50. What is wrong with one ticker costs the others nothing.
 *
 * @throws {TickerReadError} if an option is wrong, or the client fails.
 */
export async function readTickers<const Options extends ReadOptions = Record<never, never>>(
  redis: MgetClient,
  tickers: Iterable<string>,
  options?: Options,
): Promise<ReadTickers<Read<Options>>> {
  checkOptions(options ?? {});
  const read: ReadTickers<Read<Options>> = { tickers: new Map(), missing: [], errors: [] };
  const asked = [...new Set(typeof tickers === 'string' ? [tickers] : tickers)].flatMap((ticker) => {
    try {
      return [{ ticker, symbols: symbolsOf(ticker) }];
    } catch (error) {
      read.errors.push(error as TickerReadError);
      return [];
    }
  });
  for (let next = 0; next < asked.length; next += GROUP) {
    const group = asked.slice(next, next + GROUP);
    const values = await valuesOf(redis, [...new Set(group.flatMap(({ symbols }) => symbols))]);
    for (const { ticker, symbols } of group) {
      const symbol = symbols.find((one) => values.get(one) != null);
      if (symbol === undefined) read.missing.push(ticker);
      else {
        try {
          const history = await historyOf(values.get(symbol), symbol, ticker, options ?? {});
          read.tickers.set(ticker, history as Read<Options>);
        } catch (error) {
          read.errors.push(error as TickerReadError);
        }
      }
    }
  }
  return read;
}

/** Fifty documents of ten years are 8 MB; Upstash refuses more than 10 MB. */
const GROUP = 50;

function keyOf(symbol: string): string {
  return `ticker-data:${symbol}`;
}

function symbolsOf(ticker: string): string[] {
  const symbol = typeof ticker === 'string' ? normalizeTicker(ticker) : null;
  if (symbol !== null) return spellingsOf(symbol);
  throw new TickerReadError('ticker', `${shown(ticker)} is no symbol such as AAPL or BRK.B.`, {
    ticker: String(ticker),
  });
}

const OPTIONS = ['from', 'to', 'interval', 'as'];

function checkOptions(options: ReadOptions): void {
  const { from, to, interval = '1d', as = 'columns' } = options;
  const wrong = (name: string, value: unknown, message: string) => {
    throw new TickerReadError('option', `${name} is ${shown(value)}: it ${message}.`);
  };
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) {
    const message = `${shown(unknown)} is no option: it must be from, to, interval or as.`;
    throw new TickerReadError('option', message);
  }
  const problem = dateRangeProblem({ from, to });
  if (problem) wrong(problem.field, problem.field === 'from' ? from : to, problem.message);
  if (!INTERVALS.includes(interval)) wrong('interval', interval, 'must be 1d, 1wk or 1mo');
  if (as !== 'columns' && as !== 'rows') wrong('as', as, 'must be columns or rows');
}

async function valuesOf(redis: MgetClient, symbols: string[]): Promise<Map<string, unknown>> {
  const keys = symbols.map(keyOf);
  const what = `${keys.length} keys from ${keys[0]} to ${keys.at(-1)} cannot be read`;
  const values = await replied(() => ('mget' in redis ? redis.mget(keys) : redis.mGet(keys)), what, {});
  if (Array.isArray(values)) return new Map(symbols.map((symbol, at) => [symbol, values[at]]));
  throw new TickerReadError('redis', `${what}: the client replies with no list.`);
}

async function replied(
  ask: () => PromiseLike<unknown>,
  what: string,
  details: { ticker?: string; key?: string },
): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    throw new TickerReadError('redis', `${what}: ${errorMessage(cause)}`, { ...details, cause });
  }
}

async function historyOf(
  value: unknown,
  symbol: string,
  ticker: string,
  options: ReadOptions,
): Promise<TickerColumns | TickerRows> {
  const key = keyOf(symbol);
  const refuse = (reason: string, cause?: unknown): never => {
    const message = `${key} holds no document of ${ticker}: ${reason}.`;
    throw new TickerReadError('document', message, { ticker, key, cause });
  };
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  // Some clients parse JSON by themselves.
  const document =
    typeof text === 'string'
      ? await unpackValue(text).catch((cause: unknown) => refuse(errorMessage(cause), cause))
      : text;
  const problem = documentProblem(document, symbol);
  if (problem !== null) refuse(problem);
  return shaped(betweenDates(document as TickerDocument, options), options);
}

function shaped(document: TickerDocument, { interval = '1d', as }: ReadOptions): TickerColumns | TickerRows {
  const columns = inInterval(document, interval);
  if (as !== 'rows') return columns;
  const { dates, open, high, low, close, adjClose, volume, ...header } = columns;
  const row = (date: string, at: number) => {
    const values = COLUMNS.map((name) => [name, columns[name][at] ?? null]);
    return { date, ...Object.fromEntries(values) } as Row;
  };
  return { ...header, rows: dates.map(row) };
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
