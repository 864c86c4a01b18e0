import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortestFloat } from '../../src/documents/shortest-float.ts';

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });
const prices = fc.float({ min: Math.fround(0.0001), max: 1_000_000, noNaN: true });

test.each([
  [164.97999572753906, 164.98],
  [69.64034271240234, 69.64034],
  [1286.5699462890625, 1286.57],
  [1.1220825910568237, 1.1220826],
  [7254.33056640625, 7254.3306],
  [0, 0],
  [0.0010000000474974513, 0.001],
  [19, 19],
])('the float %d is written as %d', (float, decimal) => {
  expect(shortestFloat(float)).toBe(decimal);
});

test('no bit of any 32-bit float is lost', () => {
  fc.assert(
    fc.property(floats, (float) => Math.fround(shortestFloat(float)) === float),
    { numRuns: 2000 },
  );
});

test('a price is never longer than Yahoo wrote it', () => {
  fc.assert(fc.property(floats, (float) => String(shortestFloat(float)).length <= String(float).length));
});

test('no decimal with fewer digits gives back the same price', () => {
  fc.assert(
    fc.property(prices, (float) => {
      const digits =
        [6, 7, 8, 9].find((count) => Math.fround(Number(float.toPrecision(count))) === float) ?? 9;
      return String(shortestFloat(float)).length <= String(Number(float.toPrecision(digits))).length;
    }),
    { numRuns: 2000 },
  );
});

test('a double that is no 32-bit float stays as it is', () => {
  expect(shortestFloat(0.205)).toBe(0.205);
  expect(shortestFloat(1e300)).toBe(1e300);
});
