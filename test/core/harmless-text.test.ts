import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmlessText } from '../../src/core/harmless-text.ts';
import { anyCharacter } from '../support/any-character.ts';

test.each([
  ['an error', '::error::pwned', ': :error::pwned'],
  ['a mask', '::add-mask::a', ': :add-mask::a'],
  ['an output', '::set-output name=a::b', ': :set-output name=a::b'],
  ['a stop of commands', '::stop-commands::x', ': :stop-commands::x'],
  ['a command after white space', ' \t\u00a0\u2003::error::x', ': :error::x'],
  ['a command in a later line', 'a\n::error::b', 'a ::error::b'],
  ['a command after a carriage return', 'a\r::error::b', 'a ::error::b'],
  ['a command after other line breaks', 'a\u0085::error::b\u2028::c\v::d', 'a ::error::b ::c ::d'],
  ['a command behind an invisible character', '\u200b\ufeff\u202e::error::x', ': :error::x'],
  ['a command behind a colour', '\u001b[31m::error::x', '[31m::error::x'],
  ['a command of the old form', '##[group]a', '# #[group]a'],
  [
    'a command of the old form in the middle',
    'T1 ##[add-mask]a ###[error]b',
    'T1 # #[add-mask]a #' + '# #[error]b',
  ],
  ['more colons', ':::error::x', ': ::error::x'],
  ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
  ['a null', 'a\0b', 'a b'],
])('%s in a log line is text', (_, given, shown) => {
  expect(harmlessText(given, 'log')).toBe(shown);
});

test.each([
  '🚀 Creating batch job batch_job_12345 for 5000 tickers',
  '🔄 Processing batch 251/900 for job batch_job_12345: [AAPL, BRK-B, ^GSPC, EURUSD=X]',
  '✅ Completed batch 251/900 for job batch_job_12345 in 2.3s',
])('a line that people search for stays as it is: %s', (line) => {
  expect(harmlessText(line, 'log')).toBe(line);
});

test.each([
  ['a job id', 'batch_job_12345', 'batch_job_12345'],
  ['emphasis', '_a_ __b__ *c*', '&#95;a&#95; &#95;&#95;b&#95;&#95; &#42;c&#42;'],
  ['a heading', 'x\n# y', 'x &#35; y'],
  ['an ordered list', '1. x', '1&#46; x'],
  ['a bare address', 'www.evil.example', 'www&#46;evil.example'],
  ['a formula', '$\\LaTeX$', '&#36;&#92;LaTeX&#36;'],
  ['HTML', '<details open><a href="x">', '&#60;details open&#62;&#60;a href="x"&#62;'],
  ['a comment', '<!-- -->', '&#60;&#33;&#45;&#45; &#45;&#45;&#62;'],
  ['a price', 'No data found, 12.5 %', 'No data found, 12.5 %'],
])('%s in Markdown is shown as it is written', (_, given, shown) => {
  expect(harmlessText(given, 'markdown')).toBe(shown);
});

test('a long text is cut, between characters', () => {
  expect(harmlessText('x'.repeat(3_000), 'log')).toBe(`${'x'.repeat(1_999)}…`);
  expect(harmlessText('a😀b', 'log', 3)).toBe('a…');
});

/** What a runner looks for in a line, after it has cut it at each line break. */
const COMMAND = /^\s*::|##\[|[\r\n\u0085\u2028\u2029]/u;
const hostile = fc.array(
  fc.constantFrom(
    '::',
    ':',
    '#',
    '##[',
    '[',
    'error',
    '\r',
    '\n',
    ' ',
    '\u200b',
    '\u0085',
    '\ud83d',
    '😀',
    'a',
  ),
  { maxLength: 12 },
);

test('no text is a command in a log, not even a harmless one made harmless again', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        hostile.map((parts) => parts.join('')),
        fc.string({ unit: anyCharacter }),
      ),
      (text) => {
        const shown = harmlessText(text, 'log');
        expect(shown).not.toMatch(COMMAND);
        expect(harmlessText(shown, 'log')).toBe(shown);
      },
    ),
  );
});
