import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_TICKERS, normalizeTicker, parseTickerList, TickerListError } from '../../src/tickers/symbol.ts';

test.each([
  ['aapl', 'AAPL'],
  ['  MSFT\t', 'MSFT'],
  ['BRK.B', 'BRK-B'],
  ['brk/b', 'BRK-B'],
  ['BRK-B', 'BRK-B'],
  ['BMW.F', 'BMW.F'],
  ['vod.l', 'VOD.L'],
  ['7203.T', '7203.T'],
  ['ABC.V', 'ABC.V'],
  ['XYZ/F', 'XYZ-F'],
  ['0700.HK', '0700.HK'],
  ['^GSPC', '^GSPC'],
  ['BTC-USD', 'BTC-USD'],
  ['EURUSD=X', 'EURUSD=X'],
  ['M&M.NS', 'M&M.NS'],
  ['NIFTY_FIN_SERVICE.NS', 'NIFTY_FIN_SERVICE.NS'],
  ['0P000071W8.TO', '0P000071W8.TO'],
])('%j becomes %j', (written, expected) => {
  expect(normalizeTicker(written)).toBe(expected);
});

test.each([
  '',
  '.',
  '..',
  'A..B',
  '../AAPL',
  'A/BC',
  'A?B',
  'A#B',
  'A%2F',
  'A:B',
  'AAPL.',
  '-A',
  'ABR^D',
  '^',
  'BRK B',
  'straße',
  'ſap',
  'AAPL\u200b',
  'AAPL\u0000',
  'A'.repeat(22),
])('%j is no symbol', (written) => {
  expect(normalizeTicker(written)).toBeNull();
});

test('bringing a symbol to its spelling twice is bringing it once', () => {
  const written = fc.string({ unit: fc.constantFrom(...'aZbF09./-^=&_ '), maxLength: 12 });
  const settled = (value: string) => {
    const once = normalizeTicker(value);
    if (once !== null) expect(normalizeTicker(once)).toBe(once);
  };
  fc.assert(fc.property(written, settled), { examples: [['A.B.C'], ['a/b.c'], ['A.C/B']] });
});

test('a symbol leaves the path of a URL as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 6 }), (value) => {
      const symbol = normalizeTicker(value);
      if (symbol === null) return;
      expect(new URL(`https://host/chart/${symbol}?range=5y`).pathname.split('/')).toHaveLength(3);
    }),
  );
});

test('commas, semicolons, spaces and lines all part tickers', () => {
  expect(parseTickerList('AAPL, MSFT;GOOGL\r\nAMZN\tTSLA,,')).toEqual([
    'AAPL',
    'MSFT',
    'GOOGL',
    'AMZN',
    'TSLA',
  ]);
});

test('the same ticker in several spellings is taken once, in its first place', () => {
  expect(parseTickerList(['brk.b', 'AAPL', 'BRK/B', ' BRK-B '])).toEqual(['BRK-B', 'AAPL']);
});

test('a value of a list is one ticker, and is not parted at its spaces', () => {
  expect(() => parseTickerList(['AAPL MSFT'])).toThrow('tickers holds "AAPL MSFT", which is no symbol');
});

test.each([[''], [' ,\n;'], [[]], [['', ' ']]])('%j is refused as empty', (input) => {
  expect(() => parseTickerList(input)).toThrow(
    new TickerListError('tickers is empty: give at least one symbol, such as AAPL, MSFT.'),
  );
});

test('a refusal names the first bad value and says what is allowed', () => {
  expect(() => parseTickerList('AAPL,A$B,C$D')).toThrow(
    'tickers holds "A$B", which is no symbol: letters and digits are allowed, with single . - = & _ between them and ^ in front, 21 characters at most.',
  );
});

test('a refusal shows a long value cut and its control characters as text, in one line', () => {
  expect(() => parseTickerList([`\u001b[31m\n${'x'.repeat(5_000)}`])).toThrow(
    /^tickers holds "\\u\{1b\}\[31m\\u\{a\}x{24}…", [ -~]+$/,
  );
});

test('as many tickers as one job takes pass, one more is refused', () => {
  const tickers = Array.from({ length: MOST_TICKERS + 1 }, (_, index) => `T${index}`);
  expect(parseTickerList(tickers.slice(1))).toHaveLength(MOST_TICKERS);
  expect(() => parseTickerList(tickers)).toThrow('tickers holds 20001 symbols: at most 20000 are allowed');
});
