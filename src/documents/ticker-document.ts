import type { IssueKind } from '../core/issues.ts';

// Plain types, without zod: the reader, which apps import, shares them. `document-schema.ts` holds documents to them.

/** More would make a broken series large; the newest are kept. */
export const ISSUES_KEPT = 100;

/** The columns of numbers, in the order in which tables show them. */
export const COLUMNS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const;
export type ColumnName = (typeof COLUMNS)[number];

/** One thing that is odd about a document: the value that was given, or what the check found. */
export interface Issue {
  kind: IssueKind;
  /** Of the row or event, `YYYY-MM-DD`; of a row without a usable date, that of the row before it. */
  date: string;
  column?: string | undefined;
  /** What the source gave; text if no number. */
  value?: number | string | undefined;
}

/** What was paid out for a share on a day. */
export interface Payment {
  /** `YYYY-MM-DD` */
  date: string;
  amount: number;
}

/** 4 for 1 is numerator 4, denominator 1. */
export interface Split {
  /** `YYYY-MM-DD` */
  date: string;
  numerator: number;
  denominator: number;
}

/** Values of one day each; null: not known, or no trade that day. */
export type Columns = Record<ColumnName, (number | null)[]>;

/** The value of `ticker-data:{TICKER}`: a price history as columns of one length. */
export interface TickerDocument extends Columns {
  v: 1;
  /** In Yahoo's spelling. */
  symbol: string;
  /** As Yahoo spells it: `GBp` is pence. null: Yahoo names none. */
  currency: string | null;
  /** Yahoo's code of the exchange, such as `NMS`. */
  exchange: string;
  /** The exchange's IANA zone, in which the dates are read. */
  timezone: string;
  /** Yahoo's kind of instrument, such as `EQUITY`. */
  type: string;
  /** How far back the history was asked for. */
  range: '1y' | '2y' | '5y' | '10y' | 'max';
  interval: '1d';
  /** `simulated`: made up, never a real price. */
  source: 'yahoo' | 'simulated';
  /** ISO 8601, UTC. */
  fetchedAt: string;
  /** Trading dates, `YYYY-MM-DD`, ascending, each once. */
  dates: string[];
  dividends: Payment[];
  splits: Split[];
  /** What a fund paid out of its gains, beside its dividends. Absent if nothing. */
  capitalGains?: Payment[] | undefined;
  /** What is odd about these data, newest first. Absent in a sound document. */
  issues?: Issue[] | undefined;
}
