/**
 * Letters and digits, with single `. - = & _` between them and `^` before an index: `BRK-B`, `^GSPC`, `EURUSD=X`,
 * `M&M.NS`, `NIFTY_FIN_SERVICE.NS`. So no symbol can change the path of a URL or the name of a key.
 */
const SYMBOL = /^\^?[A-Z0-9]+(?:[.=&_-][A-Z0-9]+)*$/i;
/** The longest that Yahoo has are option contracts: a root of up to six, and fifteen for date, side and strike. */
export const LONGEST_SYMBOL = 21;

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

/**
 * The keys under which a ticker may stand, the likelier first; a symbol in Yahoo's spelling. `MKC.V` is of the TSX
 * Venture Exchange by its spelling; where nothing is known of that, it is the class `MKC-V`.
 */
export function spellingsOf(ticker: string): string[] {
  const asClass = ticker.replace(/\.([A-Z])$/, '-$1');
  return asClass === ticker ? [ticker] : [ticker, asClass];
}
