import type { Job, TickerSource } from './job.ts';
import { lastSession } from './us-calendar.ts';

/** A universe as people call it. */
export const UNIVERSE_TITLES: Readonly<Record<TickerSource, string>> = {
  sp500: 'S&P 500',
  all: 'US listings',
  custom: 'Custom list',
};

/**
 * The session that a job fills, `YYYY-MM-DD`: the last that had ended when it was made. Null if its tickers are
 * refreshed by their age, whatever the session.
 */
export function sessionOf({ options, startTime, lateFor }: Job): string | null {
  if (lateFor !== undefined) return lateFor;
  return options.refreshAfter === 'close' ? lastSession(Date.parse(startTime)).date : null;
}
