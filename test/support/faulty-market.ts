import { lastSession } from '../../src/core/us-calendar.ts';
import { kindOf } from '../../src/local/market/market-kind.ts';
import { type SimulatedAnswer, simulateChart } from '../../src/local/market/simulated-market.ts';

/** What is special about a listing; all else is a share that trades in each session. */
export interface Listing {
  /** Yahoo's code. */
  exchange?: string;
  /** Yahoo names none, as for some warrants. */
  hasNoCurrency?: boolean;
  /** It trades in each so manieth session. @default 1 */
  tradesEach?: number;
  /** Dates between which it does not trade, `YYYY-MM-DD`. */
  halted?: readonly [from: string, until: string];
  /** Its row is published so many hours after the close. */
  hoursLate?: number;
  /** Dates between which it is listed; else Yahoo does not know it, or not any more. */
  listed?: readonly [from: string, until: string];
}

/**
 * What a source gets wrong for some time:
 * - `not-found`: 404 in Yahoo's own words for six of ten tickers;
 * - `null-session`: the newest row has no price, though `meta` has its last trade;
 * - `frozen`: all is as it was before the newest session;
 * - `first-half` (up to June 2026), `newest-weeks`, `most-rows`: a soft block, 200 with so much of each series lost.
 */
export type MarketFault =
  | 'not-found'
  | 'null-session'
  | 'frozen'
  | 'first-half'
  | 'newest-weeks'
  | 'most-rows';

/** A fault, and the instants between which the source has it; milliseconds since 1970. */
export interface FaultPeriod {
  fault: MarketFault;
  from: number;
  until: number;
}

interface Chart {
  meta: Record<string, unknown>;
  timestamp: number[];
  events: unknown;
  indicators: { quote: [Record<string, (number | null)[]>]; adjclose: [{ adjclose: (number | null)[] }] };
}

/**
 * The simulated market as Yahoo's chart API would show it, without a socket: some listings are special, and at times it
 * is wrong. Without faults it says the same at each hour of an evening.
 */
export function createFaultyMarket(
  listings: ReadonlyMap<string, Listing>,
  faults: readonly FaultPeriod[],
  now: () => number,
) {
  /** When each request came, and for which ticker. */
  const requests: { at: number; ticker: string }[] = [];
  return {
    requests,
    fetch: async (input: Parameters<typeof fetch>[0]): Promise<Response> => {
      const { pathname, searchParams } = new URL(String(input));
      const ticker = decodeURIComponent(pathname.split('/').at(-1) ?? '');
      const at = now();
      requests.push({ at, ticker });
      const fault = faults.find(({ from, until }) => from <= at && at < until)?.fault;
      if (fault === 'not-found' && isAmongSixOfTen(ticker)) return notFound();
      const [period1, period2] = [Number(searchParams.get('period1')), Number(searchParams.get('period2'))];
      const { status, text } = simulated(ticker, period1, period2, at);
      const listing = listings.get(ticker);
      const isSpoiled = fault !== undefined && fault !== 'not-found';
      if (status !== 200 || !(listing || isSpoiled)) return new Response(text, { status });
      const [whole] = (JSON.parse(text) as { chart: { result: [Chart] } }).chart.result;
      const chart = listedChart(whole, listing ?? {}, at);
      if (chart === null) return notFound();
      if (isSpoiled) spoil(chart, fault);
      return Response.json({ chart: { result: [chart], error: null } });
    },
  };
}

/** Of the newest session: a walk through sixteen years takes 2 ms, and each of two worlds asks for the same. */
const known = { session: '', answers: new Map<string, { status: number; text: string }>() };

function simulated(ticker: string, period1: number, period2: number, now: number) {
  const toText = ({ status, body }: SimulatedAnswer) => ({ status, text: JSON.stringify(body) });
  const answer = () => toText(simulateChart(ticker, period1, period2, new Date(now)));
  // Elsewhere a day begins at another hour.
  if (kindOf(ticker).timezone !== 'America/New_York') return answer();
  const session = lastSession(now).date;
  if (known.session !== session) Object.assign(known, { session, answers: new Map() });
  const key = `${ticker} ${period1}`;
  const found = known.answers.get(key) ?? answer();
  known.answers.set(key, found);
  return found;
}

/** The letters and the number decide, so that each night has the same ones. */
function isAmongSixOfTen(ticker: string): boolean {
  return [...ticker].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 10 < 6;
}

function notFound(): Response {
  const error = { code: 'Not Found', description: 'No data found, symbol may be delisted' };
  return Response.json({ chart: { result: null, error } }, { status: 404 });
}

/** Null if it is not listed. */
function listedChart(chart: Chart, listing: Listing, now: number): Chart | null {
  const { exchange, hasNoCurrency, tradesEach = 1, halted, hoursLate = 0, listed } = listing;
  const isPublished = (seconds: number) =>
    hoursLate === 0 || closeOf(seconds) + hoursLate * 3_600 <= now / 1_000;
  const kept = [...chart.timestamp.keys()].filter((row) => {
    const seconds = chart.timestamp[row] ?? 0;
    const date = new Date(seconds * 1_000).toISOString().slice(0, 10);
    if (halted && date >= halted[0] && date < halted[1]) return false;
    if (listed && (date < listed[0] || date >= listed[1])) return false;
    return Math.floor(seconds / A_DAY_SECONDS) % tradesEach === 0 && isPublished(seconds);
  });
  const today = new Date(now).toISOString().slice(0, 10);
  if (kept.length === 0 || (listed && today >= listed[1])) return null;
  if (exchange) chart.meta.exchangeName = exchange;
  if (hasNoCurrency) chart.meta.currency = null;
  if (kept.length === chart.timestamp.length) return chart;
  keepRows(chart, kept);
  // Its dividends would stand on days without a row.
  chart.events = {};
  chart.indicators.adjclose[0].adjclose = [...(chart.indicators.quote[0].close ?? [])];
  const newest = Number(chart.meta.regularMarketTime);
  chart.meta.regularMarketTime = Math.min(newest, closeOf(chart.timestamp.at(-1)));
  return chart;
}

function spoil(chart: Chart, fault: Exclude<MarketFault, 'not-found'>): void {
  const rows = [...chart.timestamp.keys()];
  if (fault === 'null-session') {
    for (const column of columnsOf(chart)) column[rows.length - 1] = null;
    return;
  }
  keepRows(
    chart,
    rows.filter((row) => !LOST[fault](row, chart.timestamp)),
  );
  if (fault === 'frozen') chart.meta.regularMarketTime = closeOf(chart.timestamp.at(-1));
}

const LOST_UNTIL_SECONDS = Date.parse('2026-06-15') / 1_000;
const LOST_WEEKS_ROWS = 15;
const FEW_ROWS = 12;

/** Whether a row is lost, by its position and the instants of all. */
const LOST = {
  frozen: (row, { length }) => row === length - 1,
  'first-half': (row, timestamp) => (timestamp[row] ?? 0) < LOST_UNTIL_SECONDS,
  'newest-weeks': (row, { length }) => row >= length - LOST_WEEKS_ROWS,
  'most-rows': (row, { length }) => row < length - FEW_ROWS,
} satisfies Record<string, (row: number, timestamp: readonly number[]) => boolean>;

function closeOf(openSeconds = 0): number {
  return openSeconds + 6.5 * 3_600;
}

function keepRows(chart: Chart, kept: readonly number[]): void {
  const [quote] = chart.indicators.quote;
  const pick = <Value>(column: readonly Value[]) => kept.map((row) => column[row] as Value);
  chart.timestamp = pick(chart.timestamp);
  for (const [name, column] of Object.entries(quote)) quote[name] = pick(column);
  chart.indicators.adjclose[0].adjclose = pick(chart.indicators.adjclose[0].adjclose);
}

function columnsOf({ indicators }: Chart): (number | null)[][] {
  return [...Object.values(indicators.quote[0]), indicators.adjclose[0].adjclose];
}

const A_DAY_SECONDS = 86_400;
