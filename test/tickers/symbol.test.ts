import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeTicker } from '../../src/tickers/symbol.ts';

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
