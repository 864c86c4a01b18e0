/** A count with its noun, such as `1 ticker` or `2 tickers`. @param many @default `one` with an s */
export function withCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
