import type { JobNotice, NoticeEvent } from '../../src/notices/notice.ts';

/** A notice of a night with five failed tickers. */
export function aNotice(event: NoticeEvent = 'completed', given: Partial<JobNotice> = {}): JobNotice {
  return {
    event,
    jobId: 'batch_job_12345',
    universe: 'sp500',
    title: 'S&P 500',
    session: '2026-11-24',
    at: '2026-11-24T22:05:00.000Z',
    counts: { total: 503, successful: 498, failed: 5, late: 0 },
    seconds: 725,
    reason: null,
    reasons: [
      { code: 'not-found', error: 'No data found, symbol may be delisted', count: 4 },
      { code: 'no-answer', error: 'No answer in 5 attempts', count: 1 },
    ],
    links: {
      page: 'https://fill-cache.example/?job=batch_job_12345&from=notice',
      run: 'https://github.com/o/r/actions/runs/7',
    },
    source: 'yahoo',
    retryOf: null,
    reopened: 0,
    ...given,
  };
}
