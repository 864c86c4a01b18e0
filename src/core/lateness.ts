import { tzOffset } from '@date-fns/tz/tzOffset';
import { isRoundTheClock, isUsExchange, isUsListing, zoneOf } from './exchanges.ts';
import type { HeldHistory, IndexEntry } from './freshness.ts';
import { lastSession, type Session } from './us-calendar.ts';

/** Yahoo has nearly all rows of a session an hour after its close; on bad nights they come hours later. */
export const LATE_AFTER_MILLISECONDS = 3 * 3_600_000;

/**
 * Tickers whose documents lack a session that has ended: one in which the ticker traded by Yahoo's own word, or the
 * last US session where fewer than half of the universe have it, three hours after its close.
 *
 * @param index the entries of one universe; who is not in it cannot be late
 * @param now milliseconds since 1970
 * @param others how many more of the universe have the session
 */
export function lateTickers(index: ReadonlyMap<string, IndexEntry>, now: number, others = 0): string[] {
  const fewHaveSession = fewHaveLastSession([...index.values()], now, others);
  return [...index].filter(([, entry]) => isLate(entry, now, fewHaveSession)).map(([ticker]) => ticker);
}

/**
 * Whether a ticker is late. Never: one whose entry is of an earlier version, round-the-clock markets, and whoever has
 * not traded for some days (halted shares, warrants, over-the-counter names, funds that publish late).
 *
 * @param fewHaveSession whether the last US session is absent from most US listings of the universe
 */
export function isLate({ held }: IndexEntry, now: number, fewHaveSession: boolean): boolean {
  if (!held || isRoundTheClock(held.exchange)) return false;
  const session = lastSession(now);
  if (lacksTradedSession(held, session, now)) return true;
  return fewHaveSession && held.last < session.date && isExpectedToTrade(held, session);
}

/**
 * Whether the last US session ended three hours ago and fewer than half of the US listings have it.
 *
 * @param others how many more of the universe have the session
 */
export function fewHaveLastSession(entries: readonly IndexEntry[], now: number, others = 0): boolean {
  const session = lastSession(now);
  if (now < session.closeSeconds * 1000 + LATE_AFTER_MILLISECONDS) return false;
  const expected = entries.flatMap(({ held }) => (held && isExpectedToTrade(held, session) ? held : []));
  const having = expected.filter(({ last }) => last >= session.date);
  return having.length + others < (expected.length + others) / 2;
}

const AN_HOUR = 3_600_000;
const A_DAY = 24 * AN_HOUR;

/** No exchange with closing hours is open for longer after any trade of a session. */
export const LONGEST_SESSION_MILLISECONDS = 12 * AN_HOUR;

/** A row that has not come within a long weekend will not come: nobody is late for ever. */
const PATIENCE_MILLISECONDS = 4 * A_DAY;

/** A listing without a row for a week is halted, suspended, or a warrant that nobody trades. */
const TRADING_DAYS_MILLISECONDS = 7 * A_DAY;

function lacksTradedSession(
  { exchange, last, lastTrade }: HeldHistory,
  session: Session,
  now: number,
): boolean {
  const zone = zoneOf(exchange);
  if (zone === undefined || lastTrade === null) return false;
  const age = now - lastTrade * 1000;
  const date = localDate(lastTrade * 1000, zone);
  const hasEnded = isUsExchange(exchange) ? date <= session.date : age >= LONGEST_SESSION_MILLISECONDS;
  return date > last && hasEnded && age < PATIENCE_MILLISECONDS;
}

function isExpectedToTrade({ exchange, last }: HeldHistory, session: Session): boolean {
  return isUsListing(exchange) && Date.parse(last) >= Date.parse(session.date) - TRADING_DAYS_MILLISECONDS;
}

function localDate(milliseconds: number, zone: string): string {
  return new Date(milliseconds + tzOffset(zone, new Date(milliseconds)) * 60_000).toISOString().slice(0, 10);
}
