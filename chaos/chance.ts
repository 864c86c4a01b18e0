/** Chance that replays: the same seed draws the same story. */
export interface Chance {
  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number;
  /** True in `share` of the cases. */
  happens(share: number): boolean;
  pick<Value>(values: readonly [Value, ...Value[]]): Value;
  /** The same values in another order. */
  shuffled<Value>(values: readonly Value[]): Value[];
}

/** A linear congruential generator, of the constants of Numerical Recipes: plenty for drawing faults. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  /** From 0 up to 1. */
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  next();
  return {
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    happens: (share) => next() < share,
    shuffled: (values) =>
      values
        .map((value) => ({ value, place: next() }))
        .sort((one, other) => one.place - other.place)
        .map(({ value }) => value),
    pick: (values) => values[Math.floor(next() * values.length)] ?? values[0],
  };
}
