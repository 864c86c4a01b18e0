import { yahooSuffix } from './exchange-names.ts';
import { normalizeTicker } from './symbol.ts';

/** What a cell of a list looks like; a `word` may be a symbol, or a name such as Apple. */
export type CellKind = 'empty' | 'number' | 'symbol' | 'word' | 'prose';

/**
 * The symbol that a cell of a pasted list holds, in Yahoo's spelling: without quotes, `$`, the formula of a
 * spreadsheet (`="AAPL"`), footnotes, or the exchange before it. `BRK B` and `BRK–B` are `BRK-B`.
 *
 * @returns null for what holds none: numbers, dates, ISINs, errors of a spreadsheet, names of several words.
 */
export function listedSymbol(cell: string): string | null {
  const text = bare(cell);
  if (
    text.length > LONGEST_CELL ||
    SPREADSHEET_ERROR.test(cell.trim()) ||
    isNumber(text) ||
    NO_VALUE.test(text) ||
    ISIN.test(text)
  )
    return null;
  const parts = text.split(/\s*:\s*/);
  const [left = '', right] = parts;
  if (right === undefined) return normalizeTicker(classed(text));
  if (parts.length > 2) return null;
  // NASDAQ:AAPL, or AAPL:US as Bloomberg writes it.
  return ofExchange(left, right) ?? ofExchange(right, left);
}

export function cellKind(cell: string): CellKind {
  const text = bare(cell);
  if (isEmpty(text)) return 'empty';
  if (isNumber(text)) return 'number';
  if (listedSymbol(cell) === null) return 'prose';
  if (text.includes(':')) return 'symbol';
  const isMixed = /[a-z]/.test(text) && /[A-Z]/.test(text);
  return isMixed || LONG_WORD.test(text) ? 'word' : 'symbol';
}

/** Whether it holds nothing but marks: `---` below a header, `-` for no value. */
export function isEmpty(cell: string): boolean {
  return !/[\p{L}\p{N}]/u.test(cell);
}

/** Without what people and programs put around a value. */
export function bare(cell: string): string {
  // A cell may be a megabyte, and is none then.
  if (cell.length > LONGEST_WRITTEN || PLAIN.test(cell)) return cell;
  return cell
    .replace(INVISIBLE, '')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(AROUND, '');
}

const LONGEST_WRITTEN = 200;
const LONGEST_CELL = 40;
/** Without an exchange or a currency behind them symbols have six letters at most. */
const LONG_WORD = /^[A-Z]{7,}$/i;

/** Nearly all cells are. */
const PLAIN = /^[A-Z0-9](?:[A-Z0-9.^-]*[A-Z0-9])?$/i;
const INVISIBLE = /\p{Cf}/gu;
const AROUND = /^[\s"'`´“”„‘’«»()[\]{}<=$#*•]+|[\s"'`´“”„‘’«»()[\]{}>*†‡®™.,:;]+$/gu;
const SPREADSHEET_ERROR = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!)$/i;
const NO_VALUE = /^(n\/a|n\.a|totals?|sub-?totals?)$/i;
const ISIN = /^[A-Z]{2}[A-Z0-9]{9}\d$/i;
/** With thousands, decimals, or in thousands, millions, billions, trillions: `1,200.50`, `3.4T`, `12%`. */
const NUMBER = /^[+-]?\d[\d,.' ]*(?<!\.)[KMBT]?%?$/i;

/** Nor is anything else without a letter: Yahoo's own numbers, such as 7203.T, have one behind them. */
function isNumber(text: string): boolean {
  return NUMBER.test(text) || (!text.startsWith('^') && !/\p{L}/u.test(text) && /\d/.test(text));
}

function ofExchange(exchange: string, symbol: string): string | null {
  const suffix = yahooSuffix(exchange);
  if (suffix === null) return null;
  const ticker = normalizeTicker(classed(symbol));
  if (ticker === null || suffix === '') return ticker;
  // Hong Kong's numbers have four digits at Yahoo.
  const padded = suffix === '.HK' && /^\d+$/.test(ticker) ? ticker.padStart(4, '0') : ticker;
  return ticker.endsWith(suffix) ? ticker : normalizeTicker(`${padded}${suffix}`);
}

/** The class of a share behind a space, and a preferred share as Nasdaq writes it (`ABR^D`). */
function classed(symbol: string): string {
  return symbol.replace(/^([A-Z]{1,5}) ([A-Z])$/i, '$1-$2').replace(/(?<=[A-Z])\^([A-Z]?)$/i, '-P$1');
}
