import { lastSession, type Session, sessionsOfYear } from './us-calendar.ts';

/** By the clock of New York: `.github/workflows/fill-cache.yml`. */
export const NIGHTLY = { hour: 17, minute: 23 };

/** Sessions open at 09:30, and no clock is changed on a day with a session. */
const AFTER_OPENING_SECONDS = (NIGHTLY.hour - 9.5) * 3_600 + NIGHTLY.minute * 60;

/** When the nightly job of a session is due; milliseconds since 1970, as all times here. */
export function nightlyDue({ openSeconds }: Session): number {
  return (openSeconds + AFTER_OPENING_SECONDS) * 1_000;
}

/** When a nightly job is due next. The schedule also comes on holidays, and makes no job then. */
export function nextNightly(now: number): number {
  for (let year = new Date(now).getUTCFullYear(); ; year++) {
    const session = sessionsOfYear(year).find((one) => nightlyDue(one) > now);
    if (session) return nightlyDue(session);
  }
}

/** What became of a nightly job. `unexpected`: none came, and none in the week before either. */
export const NIGHTLY_STATES = ['came', 'expected', 'overdue', 'unexpected'] as const;
export type NightlyState = (typeof NIGHTLY_STATES)[number];

/** Two hours after its time at the latest, on half days too. */
const OVERDUE_SECONDS = 10 * 3_600;

/** @param came whether it did, for the last session and for those of the week before. */
export function nightlyState(
  { last, before }: { last: boolean; before: boolean },
  now: number,
): NightlyState {
  if (last) return 'came';
  if (!before) return 'unexpected';
  return now < (lastSession(now).openSeconds + OVERDUE_SECONDS) * 1_000 ? 'expected' : 'overdue';
}
