import type { Job, TickerSource } from './job.ts';
import { lastSession } from './us-calendar.ts';

/** A universe as people call it. The page, which imports no other room, repeats this; a test compares them. */
export const UNIVERSE_TITLES: Readonly<Record<TickerSource, string>> = {
  sp500: 'S&P 500',
  all: 'US listings',
  custom: 'Custom list',
};

/** `given` is the list of one request, which no job has. */
const TITLES = new Map<string, string>(Object.entries({ ...UNIVERSE_TITLES, given: UNIVERSE_TITLES.custom }));

/** The title of a universe that a reply names; its name, if a later version has made it. */
export function universeTitle(name: string): string {
  return TITLES.get(name) ?? name;
}

/**
 * The session that a job fills, `YYYY-MM-DD`: the last that had ended when it was made. Null if its tickers are
 * refreshed by their age, whatever the session.
 */
export function sessionOf({ options, startTime, lateFor }: Job): string | null {
  if (lateFor !== undefined) return lateFor;
  return options.refreshAfter === 'close' ? lastSession(Date.parse(startTime)).date : null;
}
