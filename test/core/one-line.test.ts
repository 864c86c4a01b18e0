import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine } from '../../src/core/one-line.ts';
import { anyCharacter } from '../support/any-character.ts';

test.each([
  ['No data found,\r\n symbol  may be\tdelisted ', 'No data found, symbol may be delisted'],
  ['a\u001b[31mb\u0000c\u2028d\u202ee', 'a [31mb c d e'],
  ['half a pair \ud83d', 'half a pair \ufffd'],
])('%j becomes %j', (text, line) => {
  expect(oneLine(text)).toBe(line);
});

test('any text becomes one line of at most 200 characters that are whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 400 }), (text) => {
      const line = oneLine(text);
      return !/\p{Cc}/u.test(line) && line.length <= 200 && line.isWellFormed();
    }),
  );
});

test('a cut text says that it was cut, and never inside a character', () => {
  expect(oneLine('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
  expect(oneLine(`${'x'.repeat(198)}🎉🎉`)).toBe(`${'x'.repeat(198)}…`);
});
