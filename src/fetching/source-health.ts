import type { PriceSource } from '../sources/price-source.ts';

/** Tickers in a row without an answer after which a run takes no more: it is the source, not they. */
const SILENT_TICKERS = 10;

/** Whether the source answers, so that its silence is not laid at the door of a ticker. */
export interface SourceHealth {
  /** Answers so far in this run. */
  readonly answers: number;
  /** So many tickers in a row got no answer that asking on is of no use. */
  readonly silent: boolean;
  answered(): void;
  unanswered(): void;
  /**
   * Asks for a ticker that should be there, not `other`; true if the source answers. Those who are silent at the
   * same time share one request; who is silent later asks anew, for the source may have fallen silent since.
   */
  probe(other: string, signal: AbortSignal): Promise<boolean>;
}

/** @param likely tickers that have prices, the most likely first. */
export function createSourceHealth(source: PriceSource, likely: readonly string[]): SourceHealth {
  let answers = 0;
  let silentTickers = 0;
  let probed: Promise<boolean> | null = null;
  const answered = () => {
    answers += 1;
    silentTickers = 0;
  };
  const ask = async (other: string, signal: AbortSignal) => {
    const ticker = likely.find((one) => one !== other);
    if (!ticker) return false;
    const answer = await source.fetchHistory(ticker, '1y', signal);
    if (answer.kind === 'refused' || answer.kind === 'no-answer') return false;
    answered();
    return true;
  };
  return {
    get answers() {
      return answers;
    },
    get silent() {
      return silentTickers >= SILENT_TICKERS;
    },
    answered,
    unanswered() {
      silentTickers += 1;
    },
    probe(other, signal) {
      probed ??= ask(other, signal).finally(() => {
        probed = null;
      });
      return probed;
    },
  };
}
