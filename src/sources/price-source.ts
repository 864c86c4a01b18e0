import type { SourceName } from '../core/job.ts';
import type { Range } from '../core/options.ts';

import type { TickerDocument } from '../documents/ticker-document.ts';

/**
 * What a source said about one ticker, judged once and here: the rest of the code never sees a status code.
 *
 * - `document`: a history with at least one row.
 * - `failed`: evidence that this ticker has nothing to give; `error` is the source's own sentence.
 * - `invalid`: an answer about this ticker that does not hold what it must.
 * - `refused`: the source turns this address away (429, block page); says nothing about the ticker.
 * - `no-answer`: time-out, 5xx, reset, empty or cut body, zero rows; says nothing about the ticker.
 */
export type PriceAnswer =
  | { kind: 'document'; document: TickerDocument }
  | { kind: 'failed'; code: 'not-found' | 'no-data'; error: string }
  | { kind: 'invalid'; error: string }
  | { kind: 'refused'; error: string; retryAfterMilliseconds: number | null }
  | { kind: 'no-answer'; error: string };

export interface PriceSource {
  /** Asks the source for its name; rejects with `SourceUnreachable` if a gateway does not answer. */
  name(): Promise<SourceName>;
  /** Never rejects but with the reason of an aborted `signal`: whatever goes wrong is an answer of its own kind. */
  fetchHistory(ticker: string, range: Range, signal: AbortSignal): Promise<PriceAnswer>;
}
