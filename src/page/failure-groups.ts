import type { Failure } from './replies.ts';

/** Tickers that failed for one reason. */
export interface FailureGroup {
  code: string;
  /** For people. */
  reason: string;
  failures: Failure[];
}

const REASONS: Readonly<Record<string, string>> = {
  'not-found': 'The source does not know the symbol',
  'no-data': 'The source has no prices for it',
  'invalid-data': 'What the source gave is not usable',
  'no-answer': 'The source did not answer for it',
  shrunk: 'The source gave less than is stored; the stored document was kept',
};

/** The largest group first. */
export function failureGroups(failures: readonly Failure[]): FailureGroup[] {
  return [...Map.groupBy(failures, ({ code }) => code)]
    .map(([code, ofCode]) => ({ code, reason: reasonOf(code), failures: ofCode }))
    .sort((one, other) => other.failures.length - one.failures.length);
}

/** What a code of failures means; the code itself if it is new. */
export function reasonOf(code: string): string {
  return REASONS[code] ?? code;
}
