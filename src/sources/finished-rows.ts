import { tradingDate } from './trading-date.ts';

/** A trading date and where its prices stand in the columns. */
export interface Row {
  date: string;
  index: number;
}

export interface SessionsOnTheWire {
  /** Seconds, one for each row: a session's opening, or its last trade. */
  timestamp: readonly number[];
  timezone: string;
  /** The session that is open, comes next, or was the last; undefined if Yahoo does not say. */
  session: { start: Date; end: Date } | undefined;
  close: ReadonlyArray<number | null>;
  now: Date;
}

/**
 * The rows in order of time, each date once, without the session that is still open. Yahoo repeats the last session
 * (the second time stamped with the last trade): the later row is taken, unless it is the one without a price.
 */
export function finishedRows(wire: SessionsOnTheWire): Row[] {
  const rows: Row[] = [];
  for (const index of inOrder(wire.timestamp)) {
    const date = tradingDate(wire.timezone, wire.timestamp[index] ?? 0);
    const last = rows.at(-1);
    if (last?.date !== date) rows.push({ date, index });
    else if (wire.close[index] !== null) last.index = index;
  }
  const unfinished = unfinishedDate(wire);
  while (unfinished !== null && (rows.at(-1)?.date ?? '') >= unfinished) rows.pop();
  return rows;
}

/** The date of the session that has not ended yet, whether it has begun or not. */
function unfinishedDate({ session, timezone, now }: SessionsOnTheWire): string | null {
  // Without its hours nobody can tell whether today is over.
  if (!session) return tradingDate(timezone, Math.floor(now.getTime() / 1000));
  const start = session.start.getTime();
  const end = session.end.getTime();
  // Markets that never close are given as 00:00 to 23:59; their last minute is a part of the day.
  const over = end - start >= A_DAY - A_MINUTE ? start + A_DAY : end;
  return now.getTime() < over ? tradingDate(timezone, start / 1000) : null;
}

function inOrder(timestamp: readonly number[]): number[] {
  const order = timestamp.map((_, index) => index);
  const ascends = timestamp.every((seconds, index) => index === 0 || seconds >= (timestamp[index - 1] ?? 0));
  return ascends ? order : order.sort((a, b) => (timestamp[a] ?? 0) - (timestamp[b] ?? 0));
}

const A_MINUTE = 60_000;
const A_DAY = 86_400_000;
