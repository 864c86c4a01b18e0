import fc from 'fast-check';

const SURROGATES = [0xd800, 0xdfff] as const;
const LAST_CODE_POINT = 0x10ffff;

/**
 * Any character, half of them in the first plane, and no half pair: a unit for `fc.string`. Its own `binary` makes a table
 * of a million entries, 0.5 s of CPU in each process that draws from it.
 */
export const anyCharacter = fc
  .oneof(
    fc.integer({ min: 0, max: SURROGATES[0] - 1 }),
    fc.integer({ min: SURROGATES[1] + 1, max: LAST_CODE_POINT }),
  )
  .map((codePoint) => String.fromCodePoint(codePoint));
