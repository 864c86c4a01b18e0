import { tzOffset } from '@date-fns/tz/tzOffset';

/** The exchanges open at 09:30: what is fetched until then fills the session before. */
const NIGHT_ENDS_MILLISECONDS = 9.5 * 3_600_000;

/**
 * The night that an instant belongs to, by the date in New York on which it began, `YYYY-MM-DD`: the nightly job, its
 * late jobs after midnight and the retries of the morning are of one night.
 *
 * @param now milliseconds since 1970
 */
export function nightOf(now: number): string {
  const minutes = tzOffset('America/New_York', new Date(now));
  return new Date(now + minutes * 60_000 - NIGHT_ENDS_MILLISECONDS).toISOString().slice(0, 10);
}
