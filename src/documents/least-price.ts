/** Prices of these fall below nothing: ^IRX did, and crude oil closed at -37.63 on 2020-04-20. */
const MAY_BE_NEGATIVE = new Set(['INDEX', 'FUTURE']);

/** What each price of an instrument is above. @param type Yahoo's kind of instrument */
export function leastPrice(type: string): number {
  return MAY_BE_NEGATIVE.has(type) ? Number.NEGATIVE_INFINITY : 0;
}
