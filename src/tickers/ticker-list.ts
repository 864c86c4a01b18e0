import { withCount } from '../core/with-count.ts';
import { listValues } from './list-values.ts';
import { cellKind, listedSymbol } from './listed-symbol.ts';
import { DELIMITERS } from './split-row.ts';
import { LONGEST_SYMBOL } from './symbol.ts';

/** What one job takes. */
export const MOST_TICKERS = 20_000;
/** Of what was skipped, in a message. */
const SHOWN_SKIPPED = 5;
/** What is neither blank nor a separator. */
const BESIDE_SEPARATORS = new RegExp(`[^\\s${DELIMITERS.join('')}]`);
/** Of a value, in a message. */
const LONGEST_SHOWN = 30;

/** A list as people have it, once it was read. */
export interface TickerList {
  /** In Yahoo's spelling, each once, in the order given. */
  tickers: string[];
  /** What cannot be a symbol. */
  skipped: SkippedValues;
  /** How many values were a ticker that the list already had. */
  repeated: number;
}

export interface SkippedValues {
  count: number;
  /** The first few, made fit for a message: cut, and control characters as text. */
  first: string[];
}

/** Raised for a list of tickers that is empty, too long, or holds nothing that can be a symbol. */
export class TickerListError extends Error {
  override readonly name = 'TickerListError';
  readonly reason: 'empty' | 'no-symbol' | 'too-many';

  constructor(reason: TickerListError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Reads tickers as people have them: a pasted CSV, a column of a spreadsheet, one text with commas, semicolons, spaces
 * or lines, or a list in which each value is one ticker. What cannot be a symbol is skipped.
 *
 * @throws {TickerListError} if nothing is left, or too much.
 */
export function parseTickerList(input: string | readonly string[]): TickerList {
  const values = typeof input === 'string' ? listValues(input) : input.filter((value) => value.trim() !== '');
  const tickers = new Set<string>();
  const skipped: string[] = [];
  let repeated = 0;
  for (const value of values) {
    const ticker = listedSymbol(value);
    if (ticker === null) skipped.push(value);
    else if (tickers.has(ticker)) repeated += 1;
    else tickers.add(ticker);
  }
  if (tickers.size === 0) throw nothingIn(values.length === 0 ? unreadOf(input) : skipped);
  if (tickers.size > MOST_TICKERS) throw tooMany(tickers.size);
  const first = skipped.slice(0, SHOWN_SKIPPED).map(shownValue);
  return { tickers: [...tickers], skipped: { count: skipped.length, first }, repeated };
}

/** In a sentence for a log, what of a list was not taken; empty if all was. */
export function describeLeftOut({ skipped, repeated }: Pick<TickerList, 'skipped' | 'repeated'>): string {
  const { count, first } = skipped;
  const values = `${first.map((value) => `"${value}"`).join(', ')}${count > first.length ? ', …' : ''}`;
  const what = withCount(count, 'entry is no symbol and was', 'entries are no symbols and were');
  return [
    ...(repeated > 0 ? [`${repeated} repeated`] : []),
    ...(count > 0 ? [`${what} left out: ${values}`] : []),
  ].join('; ');
}

/** @param symbols how many there are */
export function tooMany(symbols: number): TickerListError {
  return new TickerListError(
    'too-many',
    `tickers holds ${symbols} symbols: at most ${MOST_TICKERS} are allowed; split them over several jobs.`,
  );
}

/** A text in which no value was found, if it is more than blanks and separators: signs alone, or a comment. */
function unreadOf(input: string | readonly string[]): string[] {
  return typeof input === 'string' && BESIDE_SEPARATORS.test(input) ? [input.trim()] : [];
}

function nothingIn(skipped: readonly string[]): TickerListError {
  const value = skipped.find((one) => cellKind(one) !== 'empty') ?? skipped[0];
  if (value === undefined) {
    return new TickerListError('empty', 'tickers is empty: give at least one symbol, such as AAPL, MSFT.');
  }
  if (cellKind(value) === 'number') {
    const advice = 'symbols have a letter, such as AAPL, or 7203.T for a number of Tokyo.';
    return new TickerListError(
      'no-symbol',
      `tickers holds "${shownValue(value)}", which is a number: ${advice}`,
    );
  }
  return new TickerListError(
    'no-symbol',
    `tickers holds "${shownValue(value)}", which is no symbol: letters and digits are allowed, with single . - = & _ ` +
      `between them and ^ in front, ${LONGEST_SYMBOL} characters at most.`,
  );
}

/** Cut, and each control or invisible character as text: it is seen, and cannot act on a terminal or a log. */
function shownValue(value: string): string {
  const start = value.slice(0, LONGEST_SHOWN).replace(/[\p{C}\p{Z}]/gu, visible);
  return value.length > LONGEST_SHOWN ? `${start}…` : start;
}

function visible(character: string): string {
  return character === ' ' ? ' ' : `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
