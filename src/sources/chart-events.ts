import { shortestFloat } from '../documents/shortest-float.ts';
import type { Issue, TickerDocument } from '../documents/ticker-document.ts';
import type { Chart } from './chart-schema.ts';
import { describeValue } from './describe-value.ts';
import { isInstant } from './instant.ts';
import { isFiniteFloat, isPrice } from './is-price.ts';
import { sessionDate } from './trading-date.ts';

type Payment = TickerDocument['dividends'][number];
type Split = TickerDocument['splits'][number];

export interface ChartEvents {
  dividends: Payment[];
  splits: Split[];
  capitalGains: Payment[];
  /** Events that were left out. */
  issues: Issue[];
  /** Dates of all events, also of those that were left out; ascending. */
  dates: string[];
  /** Whether any dividend or capital gain was sent, usable or not. */
  paysOut: boolean;
}

/**
 * The events of a chart in order of their dates, those without usable figures left out and noted.
 *
 * @param newest date of the newest row, for an event that does not say when
 */
export function chartEvents({ events, meta }: Chart, newest: string, latestSeconds: number): ChartEvents {
  const timezone = meta.exchangeTimezoneName;
  const issues: Issue[] = [];
  const dates: string[] = [];

  /** By their keys, or by their places in a list; what is neither is one event that cannot be used. */
  const entriesOf = (column: EventName, sent: unknown): [key: string, sent: unknown][] => {
    if (typeof sent === 'object') return Object.entries(sent ?? {});
    if (sent === undefined) return [];
    dates.push(newest);
    issues.push({ kind: 'bad-event', date: newest, column, value: describeValue(sent) });
    return [];
  };
  const sentEvents = new Map(Object.entries(events ?? {}));

  const usable = <Event extends { date: string }>(
    column: EventName,
    read: (fields: Fields, date: string) => Event | null,
    figureOf: (fields: Fields) => unknown,
  ): Event[] =>
    entriesOf(column, sentEvents.get(column))
      .flatMap(([key, sent]) => {
        const fields = fieldsOf(sent);
        const date = dateOf(fields.date, timezone, latestSeconds);
        const event = date === null ? null : read(fields, date);
        const noted = date ?? dateOf(Number(key), timezone, latestSeconds) ?? newest;
        dates.push(noted);
        if (event) return event;
        issues.push({ kind: 'bad-event', date: noted, column, value: describeValue(figureOf(fields)) });
        return [];
      })
      .sort(byDate);

  const payments = (column: EventName) =>
    usable(
      column,
      ({ amount }, date): Payment | null =>
        isAmount(amount) ? { date, amount: shortestFloat(amount) } : null,
      ({ amount, date }) => (isAmount(amount) ? date : amount),
    );
  const dividends = payments('dividends');
  const capitalGains = payments('capitalGains');
  const paysOut = dates.length > 0;
  const splits = usable(
    'splits',
    ({ numerator, denominator }, date): Split | null =>
      isPart(numerator) && isPart(denominator) ? { date, numerator, denominator } : null,
    ({ numerator, denominator }) => `${describeValue(numerator)}/${describeValue(denominator)}`,
  );
  return { dividends, splits, capitalGains, issues, dates: dates.sort(), paysOut };
}

type EventName = 'dividends' | 'splits' | 'capitalGains';
type Fields = Record<string, unknown>;

function fieldsOf(sent: unknown): Fields {
  return typeof sent === 'object' && sent !== null ? { ...sent } : {};
}

function dateOf(seconds: unknown, timezone: string, latestSeconds: number): string | null {
  return isInstant(seconds, latestSeconds) ? sessionDate(timezone, seconds) : null;
}

function isAmount(amount: unknown): amount is number {
  return typeof amount === 'number' && isFiniteFloat(amount) && amount >= 0;
}

function isPart(part: unknown): part is number {
  return isPrice(part) && part > 0;
}

function byDate(a: { date: string }, b: { date: string }): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}
