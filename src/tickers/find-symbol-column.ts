import { yahooSuffix } from './exchange-names.ts';
import { bare, cellKind, isEmpty } from './listed-symbol.ts';
import { DELIMITERS, splitRow } from './split-row.ts';

/** The cells of the column of symbols of a table, without its header; null if the lines are no table. */
export function findSymbolColumn(lines: readonly string[]): string[] | null {
  const sample = lines.slice(0, SAMPLE_LINES);
  const tables = DELIMITERS.map((delimiter) => ({
    delimiter,
    rows: sample.map((line) => splitRow(line, delimiter).slice(0, MOST_COLUMNS)),
  }));
  for (const find of [byHeader, byCells]) {
    for (const { delimiter, rows } of tables) {
      const found = find(rows);
      if (found === 'no table') continue;
      if (found === 'a list') return null;
      return lines.slice(found.firstRow).map((line) => splitRow(line, delimiter)[found.column] ?? '');
    }
  }
  return null;
}

/** Whether a line on its own is the header of a column of symbols. */
export function isSymbolHeader(cell: string): boolean {
  return rankOf(cell) !== -1;
}

/** Whether it is a word that stands above lists, and is no symbol of any exchange. */
export function isHeading(cell: string): boolean {
  return isSymbolHeader(cell) || HEADINGS.has(headerWord(cell));
}

/** How headers name the column, the surest first: a table may have several of them. */
const SYMBOL_HEADERS = [
  ['yahoosymbol', 'yahooticker', 'yahoofinanceticker', 'yahoofinancesymbol', 'yahoo'],
  ['symbol', 'symbols', 'ticker', 'tickers'],
  [
    'tickersymbol',
    'tickersymbols',
    'stocksymbol',
    'tradingsymbol',
    'stockticker',
    'symbolticker',
    'tickercode',
  ],
  ['actsymbol', 'nasdaqsymbol', 'cqssymbol', 'exchangeticker', 'symbole', 'simbolo', 'símbolo', 'kürzel'],
  ['stockcode', 'code', 'stock', 'stocks', 'instrument', 'security'],
];
/** The last of them name many a column that holds something else. */
const UNSURE_RANK = SYMBOL_HEADERS.length - 1;
const HEADINGS = new Set(
  'name names company companies holding holdings position positions asset assets watchlist portfolio constituents'.split(
    ' ',
  ),
);
/** What stands in other columns in capitals. */
const CATEGORIES = new Set(
  'BUY SELL HOLD LONG SHORT YES NO USD EUR GBP CAD CHF JPY AUD HKD STOCK ETF EQUITY'.split(' '),
);
/** Exports of brokers have a title and a date above the header. */
const HEADER_LINES = 30;
/** No table of people has more; a hostile one must not take minutes. */
const MOST_COLUMNS = 100;
const MOST_LINES = 0.6;
const LEAST_SHARE = 0.5;
/** What a table is shows in its first lines. */
const SAMPLE_LINES = 500;

/** Where the symbols are; `a list`: each cell is one, whatever its column. */
type Found = { column: number; firstRow: number } | 'a list' | 'no table';

function byHeader(rows: readonly string[][]): Found {
  let found: { rank: number; column: number; firstRow: number } | null = null;
  for (const [row, cells] of rows.slice(0, HEADER_LINES).entries()) {
    if (cells.filter((cell) => !isEmpty(cell)).length < 2) continue;
    for (const [column, cell] of cells.entries()) {
      const rank = rankOf(cell);
      if (rank === -1 || (found && found.rank <= rank)) continue;
      const below = columnOf(rows.slice(row + 1), column);
      if (rank >= UNSURE_RANK && symbolShare(below, 'either') < LEAST_SHARE) continue;
      found = { rank, column, firstRow: row + 1 };
    }
    if (found) break;
  }
  return found ?? 'no table';
}

/** How many cells most lines have; 0 if they differ, or most have one. */
function commonWidth(rows: readonly string[][]): number {
  const wide = rows.filter(({ length }) => length > 1);
  const widths = [...Map.groupBy(wide, ({ length }) => length)].map(
    ([width, { length }]) => [width, length] as const,
  );
  const [width = 0, lines = 0] = widths.sort(([, one], [, other]) => other - one)[0] ?? [];
  const isMost = lines >= 2 && wide.length >= MOST_LINES * rows.length && lines >= MOST_LINES * wide.length;
  return isMost ? width : 0;
}

/** The first column whose cells are symbols; where those of every column are, the lines are a list that was wrapped. */
function byCells(rows: readonly string[][]): Found {
  const width = commonWidth(rows);
  if (width < 2) return 'no table';
  const columns = Array.from({ length: width }, (_, column) => ({
    column,
    cells: columnOf(rows, column),
  })).filter(({ cells }) => cells.some((cell) => !isEmpty(cell)));
  for (const style of ['upper', 'either'] as const) {
    const symbols = columns.filter(
      ({ cells }) => symbolShare(cells, style) >= LEAST_SHARE && !isCategory(cells),
    );
    const [first] = symbols;
    if (!first) continue;
    if (symbols.length === columns.length && columns.length > 1) return 'a list';
    const [top = '', ...below] = first.cells;
    return { column: first.column, firstRow: isHeaderAbove(top, below) ? 1 : 0 };
  }
  return 'a list';
}

function isHeaderAbove(top: string, below: readonly string[]): boolean {
  if (isHeading(top)) return true;
  return cellKind(top) === 'word' && below.length > 1 && symbolShare(below, 'upper') === 1;
}

/** The kinds, sectors, currencies or exchanges of tickers: few values, or ones that are known. */
function isCategory(cells: readonly string[]): boolean {
  const values = cells.filter((cell) => !isEmpty(cell)).map((cell) => bare(cell).toUpperCase());
  if (values.every((value) => CATEGORIES.has(value) || yahooSuffix(value) !== null)) return true;
  const distinct = new Set(values).size;
  return values.length > 1 && (distinct === 1 || (values.length > 3 && distinct <= values.length / 2));
}

function symbolShare(cells: readonly string[], style: 'upper' | 'either'): number {
  const filled = cells.filter((cell) => !isEmpty(cell));
  const symbols = filled.filter(
    (cell) => cellKind(cell) === 'symbol' && (style === 'either' || !/[a-z]/.test(bare(cell))),
  );
  return filled.length === 0 ? 0 : symbols.length / filled.length;
}

function columnOf(rows: readonly string[][], column: number): string[] {
  return rows.map((cells) => cells[column] ?? '');
}

function rankOf(cell: string): number {
  const word = headerWord(cell);
  return word === '' ? -1 : SYMBOL_HEADERS.findIndex((words) => words.includes(word));
}

function headerWord(cell: string): string {
  return cell.length > 40 ? '' : cell.toLowerCase().replace(/[^\p{L}]/gu, '');
}
