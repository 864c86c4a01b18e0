import { FAILURE_CODES, type FailureCode, type TickerFailure } from '../core/job.ts';
import { withCount } from '../core/with-count.ts';

/** A remark on the page of a run. Its texts come from outside. */
export interface Annotation {
  level: 'notice' | 'warning';
  title: string;
  message: string;
}

/** A page shows ten of a level; there are fewer kinds. */
const SHOWN_TICKERS = 10;

/** A source that says so itself is no fault of anybody's; the others are worth a look. */
const LEVELS: Readonly<Record<FailureCode, Annotation['level']>> = {
  'not-found': 'notice',
  'no-data': 'notice',
  'invalid-data': 'warning',
  'no-answer': 'warning',
  shrunk: 'warning',
};

/** One for each kind of failure: how many tickers, which, and what the first of them failed of. */
export function failureAnnotations(failures: readonly TickerFailure[]): Annotation[] {
  return FAILURE_CODES.flatMap((code) => {
    const alike = failures.filter((failure) => failure.code === code);
    const [first] = alike;
    if (!first) return [];
    const shown = alike.slice(0, SHOWN_TICKERS).map(({ ticker }) => ticker);
    const more = alike.length > shown.length ? ` and ${alike.length - shown.length} more` : '';
    return [
      {
        level: LEVELS[code],
        title: `${withCount(alike.length, 'ticker')} failed: ${code}`,
        message: `${shown.join(', ')}${more}: ${first.error}`,
      },
    ];
  });
}
