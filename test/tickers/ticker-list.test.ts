import { expect, test } from 'vitest';
import {
  describeLeftOut,
  MOST_TICKERS,
  parseTickerList,
  TickerListError,
} from '../../src/tickers/ticker-list.ts';

const THREE = ['AAPL', 'MSFT', 'BRK-B'];

test.each<[name: string, text: string, tickers?: string[], skipped?: string[]]>([
  ['a column of a spreadsheet', 'AAPL\r\nMSFT\r\nBRK.B\r\n'],
  ['a column with its header', 'Symbol\nAAPL\nMSFT\nBRK.B'],
  ['a header of two words', 'Ticker Symbol\nAAPL\nMSFT\nBRK.B'],
  ['a header in capitals and quotes', '"TICKER"\n"AAPL"\n"MSFT"\n"BRK.B"'],
  ['a heading that names the list', 'Holdings\nAAPL\nMSFT\nBRK.B'],
  ['the mark of an editor at the start', '\uFEFFSymbol\r\nAAPL\r\nMSFT\r\nBRK/B'],
  ['line ends of an old Mac', 'AAPL\rMSFT\rBRK.B'],
  ['lower case', 'aapl\nmsft\nbrk.b'],
  ['a first letter that a phone made large', 'Aapl, Msft, Brk.b'],
  ['lower case after a header', 'ticker\naapl\nmsft\nbrk/b'],
  ['cashtags', '$AAPL $MSFT $BRK.B'],
  ['hashtags', '#AAPL #MSFT #BRK-B'],
  ['semicolons', 'AAPL;MSFT;BRK.B;'],
  ['tabs in one line', 'AAPL\tMSFT\tBRK.B'],
  ['bars', 'AAPL | MSFT | BRK.B'],
  ['trailing commas', 'AAPL,\nMSFT,\nBRK.B,\n'],
  ['commas of a mail', 'AAPL, MSFT and BRK.B.'],
  ['commas of another script', 'AAPL，MSFT、BRK.B'],
  ['quotes of a text editor', '“AAPL”, “MSFT”, “BRK.B”'],
  ['single quotes', "'AAPL', 'MSFT', 'BRK.B'"],
  ['a list of a program', '["AAPL", "MSFT", "BRK-B"]'],
  ['a tuple with a trailing comma', "('AAPL', 'MSFT', 'BRK-B',)"],
  ['formulas that keep text as text', '="AAPL"\n="MSFT"\n="BRK.B"'],
  ['exchanges before the symbols', 'NASDAQ:AAPL,NASDAQ:MSFT,NYSE:BRK.B'],
  ['exchanges with a space', 'NASDAQ: AAPL\nNasdaqGS: MSFT\nNYSE: BRK.B'],
  ['the markets of ISO 10383', 'XNAS:AAPL XNAS:MSFT XNYS:BRK/B'],
  ['countries behind the symbols', 'AAPL:US\nMSFT:US\nBRK/B:US'],
  ['numbered lines', '1. AAPL\n2. MSFT\n3. BRK.B'],
  ['numbers in brackets', '1) AAPL\n2) MSFT\n3) BRK.B'],
  ['numbers without a space', '1.AAPL\n2.MSFT\n3.BRK.B'],
  ['numbers alone before the symbols', '1 AAPL\n2 MSFT\n3 BRK.B'],
  ['numbers in a column', '1\tAAPL\n2\tMSFT\n3\tBRK.B'],
  ['bullets', '- AAPL\n* MSFT\n• BRK.B'],
  ['boxes to tick', '- [ ] AAPL\n- [x] MSFT\n- [ ] BRK.B'],
  ['comments', '# my list\nAAPL\nMSFT # software\n// more\nBRK.B'],
  ['a space before the class', 'AAPL\nMSFT\nBRK B'],
  ['a long dash before the class', 'AAPL\nMSFT\nBRK–B'],
  ['spaces that do not break, and invisible ones', 'AAPL\u00a0MSFT\u200b\u00a0BRK.B'],
  ['a label', 'Watchlist: AAPL, MSFT, BRK.B'],
  ['symbol and name', 'Symbol,Name\nAAPL,Apple Inc.\nMSFT,Microsoft\nBRK.B,Berkshire'],
  ['name and symbol', 'Company,Ticker\nApple,AAPL\nMicrosoft,MSFT\nBerkshire,BRK.B'],
  ['a name with a comma', 'Symbol,Name\nAAPL,"Apple, Inc."\nMSFT,"Microsoft, ""MS"""\nBRK.B,"Berkshire, B"'],
  [
    'a table whose delimiter is named',
    'sep=;\nName;Symbol;Price\nApple;AAPL;1,5\nMicrosoft;MSFT;2\nB;BRK.B;3,1',
  ],
  ['cells of a spreadsheet', 'Ticker\tShares\tPrice\nAAPL\t10\t150.25\nMSFT\t5\t1,200.50\nBRK.B\t1\t400'],
  ['no header', 'AAPL,Apple\nMSFT,Microsoft\nBRK.B,Berkshire Hathaway'],
  ['no header, names first', 'Apple,AAPL\nTesla,MSFT\nBerkshire Hathaway,BRK.B'],
  ['no header, lower case', 'aapl,Apple\nmsft,Microsoft\nbrk.b,Berkshire'],
  ['no header, exchanges first', 'NASDAQ,AAPL\nNASDAQ,MSFT\nNYSE,BRK.B'],
  ['no header, what to do first', 'BUY,AAPL,10\nSELL,MSFT,5\nBUY,BRK.B,1'],
  ['no header, quantities', 'AAPL,10\nMSFT,5\nBRK.B,1'],
  ['a header that does not name the symbols', 'Asset,Qty\nAAPL,10\nMSFT,5\nBRK.B,1'],
  [
    'a table of Markdown',
    '| Symbol | Name |\n|---|---|\n| AAPL | Apple |\n| MSFT | Microsoft |\n| BRK.B | B |',
  ],
  [
    'the directory of an exchange',
    'Symbol|Security Name|ETF\nAAPL|Apple Inc. - Common Stock|N\nMSFT|Microsoft|N\nBRK.B|B|N',
  ],
  [
    'an export of a broker',
    '"Positions as of 11/24/2026"\n\n"Symbol","Description","Qty"\n"AAPL","APPLE INC","10"\n"MSFT","MICROSOFT CORP","5"\n"BRK/B","BERKSHIRE","1"',
  ],
  ['names behind a space', 'AAPL Apple Inc.\nMSFT Microsoft Corp\nBRK.B Berkshire Hathaway'],
  ['names in capitals behind a space', 'AAPL APPLE INC\nMSFT MICROSOFT CORP\nBRK.B BERKSHIRE HATHAWAY'],
  ['names behind a dash', 'AAPL - Apple\nMSFT – Microsoft\nBRK.B — Berkshire'],
  [
    'symbols in brackets behind the names',
    'Apple Inc. (AAPL)\nMicrosoft (NASDAQ: MSFT)\nBerkshire Hathaway (BRK.B)',
  ],
  ['the spelling of a terminal', 'AAPL US Equity\nMSFT US Equity\nBRK/B US Equity'],
  ['a quote that is never closed', '"AAPL\nMSFT\nBRK.B'],
  ['lines of several symbols', 'AAPL,MSFT\nBRK.B,GOOG', [...THREE, 'GOOG']],
  [
    'exchanges elsewhere',
    'LON:VOD, TSX:SHOP, ETR:BMW, TYO:7203, HKEX:700',
    ['VOD.L', 'SHOP.TO', 'BMW.DE', '7203.T', '0700.HK'],
  ],
  [
    'symbols of all kinds',
    '^GSPC EURUSD=X BTC-USD 7203.T 0P000071W8.TO M&M.NS',
    ['^GSPC', 'EURUSD=X', 'BTC-USD', '7203.T', '0P000071W8.TO', 'M&M.NS'],
  ],
  ['preferred shares of a screener', 'ABR^D\nBAC', ['ABR-PD', 'BAC']],
  ['what is no symbol', 'AAPL,A$B,MSFT,../x,BRK.B', THREE, ['A$B', '../x']],
  [
    'totals and empty values',
    'Symbol,Qty\nAAPL,1\nMSFT,2\nBRK.B,3\nAccount Total,6\nN/A,\n#N/A,1',
    THREE,
    ['Account Total', 'N/A', '#N/A'],
  ],
  [
    'an ISIN and a number among them',
    'AAPL\nUS0378331005\nMSFT\n12345\nBRK.B',
    THREE,
    ['US0378331005', '12345'],
  ],
  ['an exchange that is not known', 'AAPL, MSFT, BRK.B, MOON:ABC', THREE, ['MOON:ABC']],
])('%s is read', (_, text, tickers = THREE, skipped = []) => {
  expect(parseTickerList(text)).toEqual({
    tickers,
    skipped: { count: skipped.length, first: skipped },
    repeated: 0,
  });
});

test('commas, semicolons, spaces and lines all part tickers', () => {
  expect(parseTickerList('AAPL, MSFT;GOOGL\r\nAMZN\tTSLA,,').tickers).toEqual([
    'AAPL',
    'MSFT',
    'GOOGL',
    'AMZN',
    'TSLA',
  ]);
});

test('the same ticker in several spellings is taken once, in its first place', () => {
  expect(parseTickerList(['brk.b', 'AAPL', 'BRK/B', ' BRK-B '])).toMatchObject({
    tickers: ['BRK-B', 'AAPL'],
    repeated: 2,
  });
});

test('a value of a list is one ticker, and is not parted at its spaces', () => {
  expect(() => parseTickerList(['AAPL MSFT'])).toThrow('tickers holds "AAPL MSFT", which is no symbol');
});

test.each([[''], [' ,\n;'], [[]], [['', ' ']]])('%j is refused as empty', (input) => {
  expect(() => parseTickerList(input)).toThrow(
    new TickerListError('empty', 'tickers is empty: give at least one symbol, such as AAPL, MSFT.'),
  );
});

test.each(['!!!', '# my list', '"', '???,!'])(
  '%j holds something that is no symbol, and is not called empty',
  (input) => {
    expect(() => parseTickerList(input)).toThrow(`tickers holds "${input}", which is no symbol`);
  },
);

test('of a list without any symbol the refusal names the first value and says what is allowed', () => {
  expect(() => parseTickerList('A$B,C$D')).toThrow(
    'tickers holds "A$B", which is no symbol: letters and digits are allowed, with single . - = & _ between them and ^ in front, 21 characters at most.',
  );
});

test('numbers alone are called numbers', () => {
  expect(() => parseTickerList('7203, 6758')).toThrow(
    'tickers holds "7203", which is a number: symbols have a letter, such as AAPL, or 7203.T for a number of Tokyo.',
  );
});

test('a refusal shows a long value cut and its control characters as text, in one line', () => {
  expect(() => parseTickerList([`\u001b[31m\n${'x'.repeat(5_000)}`])).toThrow(
    /^tickers holds "\\u\{1b\}\[31m\\u\{a\}x{24}…", [ -~]+$/,
  );
});

test('as many tickers as one job takes pass, one more is refused', () => {
  const tickers = Array.from({ length: MOST_TICKERS + 1 }, (_, index) => `T${index}`);
  expect(parseTickerList(tickers.slice(1)).tickers).toHaveLength(MOST_TICKERS);
  expect(() => parseTickerList(tickers)).toThrow('tickers holds 20001 symbols: at most 20000 are allowed');
});

test('what is left out is said in one sentence, the first few by name', () => {
  const { skipped, repeated } = parseTickerList('AAPL,aapl,A$B,C$D,E$F,G$H,I$J,K$L');
  expect(describeLeftOut({ skipped, repeated })).toBe(
    '1 repeated; 6 entries are no symbols and were left out: "A$B", "C$D", "E$F", "G$H", "I$J", …',
  );
});

test.each([
  ['one long line of quotes', '"'.repeat(250_000)],
  ['one long cell', 'A'.repeat(250_000)],
  ['dots between letters', `A${'.'.repeat(250_000)}A`],
  ['a line as wide as the others are many', `${'A,'.repeat(60_000)}\n${'A,B\n'.repeat(30_000)}`],
  ['headers without end', `${'code,'.repeat(25_000)}\n${'A,B\n'.repeat(30_000)}`],
  ['numbers without end', '1. '.repeat(80_000)],
  ['brackets without end', '('.repeat(125_000) + ')'.repeat(125_000)],
])('%s in a list of 250 KB is read in little time', (_, text) => {
  const start = performance.now();
  try {
    parseTickerList(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TickerListError);
  }
  expect(performance.now() - start).toBeLessThan(8_000);
});
