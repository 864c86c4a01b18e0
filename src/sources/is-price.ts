/**
 * Whether a foreign cell is a price: a number that is finite and not 0 as the 32-bit float that Yahoo's prices are. What
 * is larger, or smaller, would make the products of adjusted closes infinite.
 */
export function isPrice(cell: unknown): cell is number {
  return typeof cell === 'number' && isFiniteFloat(cell) && Math.fround(cell) !== 0;
}

/** Whether it is one that the instrument can have. @param least by `leastPrice` of its type */
export function isPriceAbove(cell: unknown, least: number): cell is number {
  return isPrice(cell) && cell > least;
}

/** Whether a number fits into 32 bits; 0 does. */
export function isFiniteFloat(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}
