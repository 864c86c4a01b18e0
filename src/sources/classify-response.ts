import * as z from 'zod';
import { oneLine } from '../core/one-line.ts';
import type { HttpReply } from './http-client.ts';
import type { PriceAnswer } from './price-source.ts';

/**
 * Judges an answer by its status and body before the library reads it. null: it holds a chart that is fit to be read.
 *
 * The library keeps no status, coerces ("12.5abc" becomes 12.5, {} becomes null), prints what it does not understand,
 * and puts whole bodies into its messages. So nothing but a sound chart is passed on to it. What counts as evidence
 * about the ticker is only what Yahoo itself says in a chart envelope: a bare 404 may come from any gateway.
 */
export function judge(heard: HttpReply, ticker: string): PriceAnswer | null {
  const { status } = heard;
  const envelope = nestsTooDeep(heard.body) ? null : parseEnvelope(heard.body);
  const said = envelope?.error ?? (envelope ? '' : shortText(heard.body));
  if (REFUSALS.has(status) || isRedirect(status) || TOO_MANY.test(said)) return refused(heard, said);
  if (status >= 500) return noAnswer(`Yahoo answered ${status}${said && `: ${said}`}`);
  if (envelope?.error && envelope.aboutChart) return classifyError(envelope, status);
  if (isWebPage(heard)) return refused(heard, 'a web page in the place of a chart');
  if (status !== 200) return noAnswer(`Yahoo answered ${status}${said && `: ${said}`}`);
  if (heard.body.trim() === '') return noAnswer('Yahoo answered with an empty body');
  if (!envelope)
    return noAnswer('Yahoo answered with a body that is no whole chart: cut, or of another kind');
  if (envelope.charts.length === 0) return noAnswer('Yahoo answered without a chart');
  return classifyChart(envelope.charts[0], ticker);
}

interface Envelope {
  aboutChart: boolean;
  code: string;
  error: string;
  charts: unknown[];
}

function classifyError({ code, error }: Envelope, status: number): PriceAnswer {
  if (NO_DATA.test(error)) return { kind: 'failed', code: 'no-data', error };
  if (status === 404 || code === 'Not Found' || NOT_FOUND.test(error)) {
    return { kind: 'failed', code: 'not-found', error };
  }
  return noAnswer(`Yahoo answered ${status}: ${error}`);
}

function classifyChart(chart: unknown, ticker: string): PriceAnswer | null {
  const parsed = soundChart.safeParse(chart);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'invalid', error: oneLine(`${issue?.path.join('.')}: ${issue?.message}`) };
  }
  const { symbol } = parsed.data.meta;
  if (symbol.toUpperCase() === ticker.toUpperCase()) return null;
  return { kind: 'invalid', error: oneLine(`asked for ${ticker}, Yahoo answered about ${symbol}`) };
}

function refused(heard: HttpReply, said: string): PriceAnswer {
  const error = oneLine(`Yahoo refused with ${heard.status}${said && `: ${said}`}`);
  return { kind: 'refused', error, retryAfterMilliseconds: heard.retryAfterMilliseconds };
}

function noAnswer(error: string): PriceAnswer {
  return { kind: 'no-answer', error: oneLine(error) };
}

/** 401 and 403 are what Yahoo gives to an address or a client that it does not like, 999 its older block page. */
const REFUSALS = new Set([401, 403, 429, 999]);

/** Yahoo's 429 also comes as this text with another status, from its edge. */
const TOO_MANY = /too many requests|rate limit/i;
const NO_DATA = /data doesn'?t exist|no price data/i;
const NOT_FOUND = /not found|delisted|no data found/i;

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function isWebPage(heard: HttpReply): boolean {
  return /^\s*</.test(heard.body) || /\bhtml\b/i.test(heard.contentType);
}

/** A plain sentence in the place of JSON, as proxies give it. */
function shortText(body: string): string {
  return body.length <= 500 && !/^\s*[<{["]/.test(body) ? oneLine(body) : '';
}

const yahooError = z.object({ code: z.string().catch(''), description: z.string().catch('') }).nullish();
/** Yahoo speaks of itself (not of the chart) under `finance`. */
const envelopeSchema = z.union([
  z.object({ chart: z.object({ result: z.array(z.unknown()).nullish(), error: yahooError }) }),
  z.object({ finance: z.object({ error: yahooError }) }),
]);

function parseEnvelope(body: string): Envelope | null {
  try {
    const parsed = envelopeSchema.parse(JSON.parse(body));
    const inner = 'chart' in parsed ? parsed.chart : { ...parsed.finance, result: [] };
    const { code = '', description = '' } = inner.error ?? {};
    return {
      aboutChart: 'chart' in parsed,
      code,
      error: oneLine(description || code),
      charts: inner.result ?? [],
    };
  } catch {
    return null;
  }
}

/** A chart is seven deep. The library and the validators go down by recursion. */
const DEEPEST_NESTING = 32;

function nestsTooDeep(body: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const code = body.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (++depth > DEEPEST_NESTING) return true;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [34, 92, 91, 93, 123, 125];

/** A column in one call: zod's own array asks for each element and takes thirty times as long. */
const columnOfNumbers = z.custom<ReadonlyArray<number | null>>(
  (value) => Array.isArray(value) && value.every((entry) => entry === null || Number.isFinite(entry)),
  'holds something that is neither a number nor null',
);
const columns = z.array(z.record(z.string(), columnOfNumbers)).length(1);
const number = z.number().optional();
const event = z.looseObject({ date: z.number(), amount: number, numerator: number, denominator: number });

/** What must hold in Yahoo's own types for the library to read it without coercing, printing or stumbling. */
const soundChart = z.object({
  meta: z.looseObject({
    symbol: z.string(),
    currentTradingPeriod: z.record(z.string(), z.looseObject({})).optional(),
    tradingPeriods: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
  }),
  timestamp: columnOfNumbers.optional(),
  indicators: z.object({ quote: columns, adjclose: columns.optional() }),
  events: z.record(z.string(), z.record(z.string(), event)).optional(),
});
