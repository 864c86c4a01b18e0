/**
 * Letters and digits, with single `. - = & _` between them and `^` before an index: `BRK-B`, `^GSPC`, `EURUSD=X`,
 * `M&M.NS`, `NIFTY_FIN_SERVICE.NS`. So no symbol can change the path of a URL or the name of a key.
 */
const SYMBOL = /^\^?[A-Z0-9]+(?:[.=&_-][A-Z0-9]+)*$/i;
/** The longest that Yahoo has are option contracts: a root of up to six, and fifteen for date, side and strike. */
const LONGEST_SYMBOL = 21;
/** What one job takes. */
export const MOST_TICKERS = 20_000;
/** Of a refused value, in a message. */
const LONGEST_SHOWN = 30;
const SEPARATORS = /[\s,;]+/;

/** Raised for a list of tickers that is empty, too long, or holds something that cannot be a symbol. */
export class TickerListError extends Error {
  override readonly name = 'TickerListError';
}

/** The values of one text of tickers, as they were written. */
export function splitTickers(text: string): string[] {
  return text.split(SEPARATORS).filter(Boolean);
}

/**
 * Reads tickers as people write them: in one text, apart by commas, semicolons, spaces or lines, or as a list.
 *
 * @returns the symbols in Yahoo's spelling, each once, in the order given.
 * @throws {TickerListError} naming the first value that is no symbol; or if there is none at all, or too many.
 */
export function parseTickerList(input: string | readonly string[]): string[] {
  const values = typeof input === 'string' ? splitTickers(input) : input;
  const tickers = new Set<string>();
  for (const value of values.map((value) => value.trim()).filter(Boolean)) {
    const ticker = normalizeTicker(value);
    if (ticker === null) throw new TickerListError(refusal(value));
    tickers.add(ticker);
  }
  if (tickers.size === 0) {
    throw new TickerListError('tickers is empty: give at least one symbol, such as AAPL, MSFT.');
  }
  if (tickers.size > MOST_TICKERS) {
    throw new TickerListError(
      `tickers holds ${tickers.size} symbols: at most ${MOST_TICKERS} are allowed; split them over several jobs.`,
    );
  }
  return [...tickers];
}

/**
 * Brings a symbol to Yahoo's spelling: trimmed, upper-case, and the class of a share behind a dash (`BRK.B` and
 * `BRK/B` are `BRK-B`).
 *
 * @returns `null` for what cannot be a symbol. Whether it exists is for Yahoo to say.
 */
export function normalizeTicker(value: string): string | null {
  const symbol = value
    .trim()
    // One letter after a dot is the class of a share, but for the four exchanges that Yahoo names by one letter:
    // Frankfurt, London, Tokyo and the TSX Venture Exchange. No exchange stands after a slash.
    .replace(/\.([A-EG-KM-SUW-Z])$/i, '-$1')
    .replace(/\/([A-Z])$/i, '-$1');
  return symbol.length <= LONGEST_SYMBOL && SYMBOL.test(symbol) ? symbol.toUpperCase() : null;
}

function refusal(value: string): string {
  const start = value.slice(0, LONGEST_SHOWN).replace(/[\p{C}\p{Z}]/gu, visible);
  const shown = value.length > LONGEST_SHOWN ? `${start}…` : start;
  return (
    `tickers holds "${shown}", which is no symbol: letters and digits are allowed, with single . - = & _ between ` +
    `them and ^ in front, ${LONGEST_SYMBOL} characters at most.`
  );
}

/** So that a control or invisible character in a refused value is seen, and cannot act on a terminal or a log. */
function visible(character: string): string {
  return character === ' ' ? ' ' : `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
