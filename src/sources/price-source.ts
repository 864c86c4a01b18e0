import type { SourceName } from '../core/job.ts';
import type { Range } from '../core/options.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';

/**
 * What a source answered about one ticker, classified once and here: the rest of the code never sees a status code.
 *
 * - `document`: a history with at least one row; `lastTrade` is when the source says that the ticker was last traded,
 *   in seconds since 1970.
 * - `failed`: evidence that this ticker has nothing to give; `error` is the source's own sentence.
 * - `invalid`: an answer about this ticker that has not the shape of one.
 * - `refused`: the source refuses this address (429, block page); says nothing about the ticker.
 * - `no-answer`: time-out, 5xx, reset, empty or cut body, zero rows; says nothing about the ticker. With `slowDown` it
 *   may be a refusal (a bare 404), and the rate limiter takes it as one.
 */
export type PriceAnswer =
  | { kind: 'document'; document: TickerDocument; lastTrade?: number | null }
  | { kind: 'failed'; code: 'not-found' | 'no-data'; error: string }
  | { kind: 'invalid'; error: string }
  | { kind: 'refused'; error: string; retryAfterMilliseconds: number | null }
  | { kind: 'no-answer'; error: string; slowDown?: true };

export interface PriceSource {
  /** Asks the source for its name; rejects with `SourceUnreachable` if a gateway does not answer. */
  name(): Promise<SourceName>;
  /** Loads what the first fetch needs, while a run waits for something else. Never rejects. */
  prepare?(): Promise<void>;
  /**
   * Never rejects but with the reason of an aborted `signal`: whatever goes wrong is an answer of its own kind.
   *
   * @param onReceived called when a reply that seems to be a history is there, and is only to be read: the next request
   * can be sent before.
   */
  fetchHistory(
    ticker: string,
    range: Range,
    signal: AbortSignal,
    onReceived?: () => void,
  ): Promise<PriceAnswer>;
}
