import type { PriceSource } from '../sources/price-source.ts';

/** A source, and what has kept it from answering. */
export interface CountedSource {
  source: PriceSource;
  /** The most frequent reason so far, such as `6 × No answer from Yahoo: HTTP 503`; null if there was none. */
  mostSeen(): string | null;
}

/** Counts the requests that were refused or got no answer, by what the source says of them. */
export function countProblems(source: PriceSource): CountedSource {
  const times = new Map<string, number>();
  return {
    source: {
      name: () => source.name(),
      async fetchHistory(...asked) {
        const answer = await source.fetchHistory(...asked);
        if (answer.kind === 'refused' || answer.kind === 'no-answer')
          times.set(answer.error, (times.get(answer.error) ?? 0) + 1);
        return answer;
      },
    },
    mostSeen() {
      const [most] = [...times].sort(([, one], [, other]) => other - one);
      return most ? `${most[1]} × ${most[0]}` : null;
    },
  };
}
