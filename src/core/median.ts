/** The middle value, of an even count the higher one of the two; undefined of none. Numbers, or texts in their order. */
export function median<Value extends number | string>(values: readonly Value[]): Value | undefined {
  const sorted = values.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  return sorted[Math.floor(sorted.length / 2)];
}
