import type { Clock } from '../core/clock.ts';
import type { TickerFailure } from '../core/job.ts';
import { ATTEMPTS_PER_RUN, INVALID_ANSWERS, isUnanswered } from '../core/limits.ts';
import type { Range } from '../core/options.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import type { PriceSource } from '../sources/price-source.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { SourceHealth } from './source-health.ts';

/**
 * What became of a ticker in this run. `unanswered` says nothing about the ticker: its batch goes back;
 * `counted` are the attempts that were made while the source answered others.
 */
export type TickerResult =
  | { kind: 'document'; document: TickerDocument; lastTrade?: number | null }
  | { kind: 'failed'; failure: TickerFailure }
  | { kind: 'unanswered'; counted: number };

export interface FetchContext {
  source: PriceSource;
  range: Range;
  limiter: RateLimiter;
  health: SourceHealth;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
}

const FIRST_BACKOFF_MILLISECONDS = 1_000;

/**
 * Fetches one ticker, with a few attempts. Only evidence about the ticker itself fails it.
 *
 * @param earlier what earlier runs have counted against it.
 * @param onReceived called when its history is there, and only has to be read.
 */
export async function fetchTicker(
  ticker: string,
  earlier: { attempts: number; runs: number },
  context: FetchContext,
  onReceived?: () => void,
): Promise<TickerResult> {
  try {
    return await attempts(ticker, earlier, context, onReceived);
  } catch (error) {
    if (context.signal.aborted) return { kind: 'unanswered', counted: 0 };
    throw error;
  }
}

async function attempts(
  ticker: string,
  earlier: { attempts: number; runs: number },
  { source, range, limiter, health, clock, random, signal }: FetchContext,
  onReceived?: () => void,
): Promise<TickerResult> {
  let wasRefused = false;
  const seen = { invalid: 0, refused: 0, unanswered: 0, counted: 0 };
  for (let attempt = 1; attempt <= ATTEMPTS_PER_RUN; attempt++) {
    if (attempt > 1 && !wasRefused) {
      await clock.sleep(FIRST_BACKOFF_MILLISECONDS * 2 ** (attempt - 2) * (0.5 + random()), signal);
    }
    if (!(await limiter.acquire(signal))) break;
    wasRefused = false;
    const answersBefore = health.answers;
    const answer = await source.fetchHistory(ticker, range, signal, onReceived);
    switch (answer.kind) {
      case 'document':
        health.answered();
        limiter.answered();
        return answer;
      case 'failed':
        health.answered();
        limiter.answered();
        return failed(ticker, answer.code, answer.error, attempt);
      case 'invalid':
        health.answered();
        limiter.answered();
        seen.invalid += 1;
        if (seen.invalid === INVALID_ANSWERS) return failed(ticker, 'invalid-data', answer.error, attempt);
        break;
      case 'refused':
        // It says nothing about the ticker, and the rate limiter knows how long to wait.
        seen.refused += 1;
        wasRefused = true;
        attempt -= 1;
        limiter.refused(answer.retryAfterMilliseconds);
        break;
      case 'no-answer':
        seen.unanswered += 1;
        if (answer.slowDown) limiter.refused(null);
        if (health.answers > answersBefore) seen.counted += 1;
        break;
    }
  }
  if (seen.invalid === 0 && seen.refused + seen.unanswered > 0) health.unanswered();
  // With nobody else under way, silence may be the source's: ask it for a ticker that it has.
  const isHeard =
    seen.counted < seen.unanswered && (await limiter.acquire(signal)) && (await health.probe(ticker, signal));
  const counted = isHeard ? seen.unanswered : seen.counted;
  if (!isUnanswered(earlier, counted)) return { kind: 'unanswered', counted };
  const all = earlier.attempts + counted;
  return failed(ticker, 'no-answer', `No answer in ${all} attempts, while the source answered others`, all);
}

function failed(ticker: string, code: TickerFailure['code'], error: string, attempts: number): TickerResult {
  return { kind: 'failed', failure: { ticker, code, error, attempts } };
}
