import { yahooSuffix } from './exchange-names.ts';
import { findSymbolColumn, isHeading, isSymbolHeader } from './find-symbol-column.ts';
import { bare, cellKind, isEmpty, listedSymbol } from './listed-symbol.ts';
import { DELIMITERS, splitRow } from './split-row.ts';

/**
 * The values of a pasted text that are to be read as one symbol each: of a table the column of symbols, else what
 * stands between commas, semicolons, bars, tabs, spaces and line ends. Headers, comments, numbers of lines and bullets
 * are left out.
 */
export function listValues(text: string): string[] {
  const lines = withoutNumbers(
    text
      .replace(/[\u00a0\u2007\u202f\u3000]/g, ' ')
      .replace(/[，、；]/g, ',')
      .replace(/\p{Cf}/gu, '')
      .split(/[\r\n\u0085\u2028\u2029\f\v]+/)
      .map(withoutComment)
      .filter((line) => /\S/.test(line) && !/^\s*sep=.$/i.test(line)),
  );
  const column = findSymbolColumn(lines);
  if (column) return column.filter(isNotEmpty);
  const cells = lines.flatMap((line) => splitRow(line, DELIMITERS.join('')).filter(isNotEmpty));
  const names = areNamesFollowing(lines);
  const isColumn = lines.filter((line) => !/\S\s+\S/.test(line.trim())).length >= lines.length / 2;
  const hasSymbols = cells.some((cell) => wordsOf(cell).some(isUpperSymbol));
  const values = cells.flatMap((cell) => valuesOfCell(cell, { names, isColumn, hasSymbols }));
  const [first = ''] = values;
  return isHeading(first) ? values.slice(1) : values;
}

interface Manner {
  /** The name of the company follows each symbol. */
  names: boolean;
  /** Most lines hold one word. */
  isColumn: boolean;
  /** Some words are surely symbols, so that other words may be names. */
  hasSymbols: boolean;
}

function valuesOfCell(written: string, { names, isColumn, hasSymbols }: Manner): string[] {
  if (!/\s/.test(written)) return [written];
  const cell = written.replace(/([A-Za-z ]{1,20}):\s+(?=\S)/g, (all, exchange: string) =>
    yahooSuffix(exchange) === null ? all : `${exchange.replaceAll(' ', '')}:`,
  );
  const words = wordsOf(cell);
  const [first = ''] = words;
  if (words.length === 1) return [cell];
  if (isSymbolHeader(cell)) return [];
  if (isColumn && /^[A-Za-z]{1,5} [A-Za-z]$/.test(bare(cell))) return [cell];
  // Apple Inc. (NASDAQ:AAPL)
  const [, inside = ''] = /\(([^()]{1,40})\)$/.exec(cell) ?? [];
  if (isUpperSymbol(inside) && words.some((word) => cellKind(word) === 'word')) return [inside];
  if (!hasSymbols) return words;
  // AAPL Apple Inc., but not: the names alone
  const [second = ''] = words.slice(1);
  if (isUpperSymbol(first) && (names || cellKind(second) === 'word')) return [first];
  if (
    words.some((word) => cellKind(word) === 'word') &&
    cellKind(first) !== 'symbol' &&
    !words.some(isUpperSymbol)
  )
    return [cell];
  // "Watchlist: AAPL MSFT" has a label, "AAPL MSFT and T" a word between.
  return words.filter((word) => !word.endsWith(':') && !/^(and|or|&)$/.test(word));
}

/** Whether most lines of several words begin with a symbol, and go on with what is none. */
function areNamesFollowing(lines: readonly string[]): boolean {
  const several = lines.map(wordsOf).filter(({ length }) => length > 1);
  const named = several.filter(
    ([first = '', ...rest]) => isUpperSymbol(first) && rest.some((word) => cellKind(word) === 'word'),
  );
  return named.length > 1 && named.length >= several.length / 2;
}

function isUpperSymbol(word: string): boolean {
  return cellKind(word) === 'symbol' && !/[a-z]/.test(bare(word)) && listedSymbol(word) !== null;
}

function isNotEmpty(cell: string): boolean {
  return !isEmpty(cell);
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/).filter(isNotEmpty);
}

/** `#AAPL` is a tag, `# mine` a comment. */
function withoutComment(line: string): string {
  return line.replace(/(^|\s)(#|\/\/)(\s.*)?$/, '');
}

/** Of `1. AAPL`, `2) MSFT` and `- TSLA`; of `1.AAPL` only if the lines count on, for 7203.T is a symbol. */
function withoutNumbers(lines: readonly string[]): string[] {
  const isCounted = (dot: RegExp) =>
    lines.length > 1 &&
    lines.every((line, row) => {
      const [, number] = dot.exec(line) ?? [];
      return Number(number) - row === 1;
    });
  const tight = /^\s*\(?(\d{1,5})[.):\]]\s*(?=\S)/;
  if (isCounted(tight)) return lines.map((line) => line.replace(tight, ''));
  return lines.map((line) =>
    line.replace(/^\s*(?:[-*•·–—▪◦+>]\s+)?(?:\[[ x]?\]\s+)?(?:[#(]?\d{1,5}[.):\]]?\s+(?=\S))?/i, ''),
  );
}
