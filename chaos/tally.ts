/** What went wrong on purpose, by kind. */
export type Tally = Map<string, number>;

export function count(tally: Tally, kind: string): void {
  tally.set(kind, (tally.get(kind) ?? 0) + 1);
}

export function addTo(total: Tally, part: ReadonlyMap<string, number>): void {
  for (const [kind, times] of part) total.set(kind, (total.get(kind) ?? 0) + times);
}
