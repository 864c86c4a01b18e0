import * as z from 'zod/mini';
import { oneLine } from '../core/one-line.ts';
import type { HttpReply } from './http-client.ts';
import { parseBody } from './parse-body.ts';
import type { PriceAnswer } from './price-source.ts';

/** A chart that is yet to be read, or what the response says otherwise. */
export type ClassifiedResponse = { kind: 'chart'; chart: unknown } | PriceAnswer;

/**
 * Classifies a response by its status and body. Only what Yahoo itself says in a chart envelope is evidence about the
 * ticker: a bare 404 may come from any gateway, and comes from Yahoo's edge when it throttles.
 *
 * @param userAgent what was sent; a refusal names it, since Yahoo refuses some from data centres
 */
export function classifyResponse(reply: HttpReply, userAgent: string): ClassifiedResponse {
  const { status } = reply;
  const envelope = parseEnvelope(reply.body);
  const message = envelope?.error ?? (envelope ? '' : shortText(reply.body));
  if (REFUSALS.has(status) || isRedirect(status) || TOO_MANY.test(message)) {
    return refused(reply, message, userAgent);
  }
  if (status >= 500) return noAnswer(`Yahoo answered ${status}${message && `: ${message}`}`);
  if (envelope?.error && envelope.aboutChart) return classifyError(envelope, status);
  if (isWebPage(reply)) return refused(reply, 'a web page in the place of a chart', userAgent);
  if (status !== 200) {
    const answer = noAnswer(`Yahoo answered ${status}${message && `: ${message}`}`);
    return status === 404 && !envelope ? { ...answer, slowDown: true } : answer;
  }
  if (reply.body.trim() === '') return noAnswer('Yahoo answered with an empty body');
  if (!envelope)
    return noAnswer('Yahoo answered with a body that is no whole chart: cut, or of another kind');
  if (envelope.charts.length === 0) return noAnswer('Yahoo answered without a chart');
  return { kind: 'chart', chart: envelope.charts[0] };
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

function refused(reply: HttpReply, message: string, userAgent: string): PriceAnswer {
  const words = `Yahoo refused with ${reply.status}${message && `: ${message}`}`;
  const error = oneLine(`${words} (user agent: ${userAgent})`);
  return { kind: 'refused', error, retryAfterMilliseconds: reply.retryAfterMilliseconds };
}

function noAnswer(error: string): Extract<PriceAnswer, { kind: 'no-answer' }> {
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

function isWebPage(reply: HttpReply): boolean {
  return /^\s*</.test(reply.body) || /\bhtml\b/i.test(reply.contentType);
}

/** A plain sentence instead of JSON, as gateways give it. */
function shortText(body: string): string {
  return body.length <= 500 && !/^\s*[<{["]/.test(body) ? oneLine(body) : '';
}

const yahooError = z.nullish(
  z.object({ code: z.catch(z.string(), ''), description: z.catch(z.string(), '') }),
);
const chartEnvelope = z.object({
  chart: z.object({ result: z.nullish(z.array(z.unknown())), error: yahooError }),
});
/** What Yahoo says about itself (not about the chart) comes under `finance`. */
const financeEnvelope = z.object({ finance: z.object({ error: yahooError }) });

function parseEnvelope(body: string): Envelope | null {
  const sent = parseBody(body);
  const about = chartEnvelope.safeParse(sent).data;
  const inner = about?.chart ?? financeEnvelope.safeParse(sent).data?.finance;
  if (!inner) return null;
  const { code = '', description = '' } = inner.error ?? {};
  const charts = about?.chart.result ?? [];
  if (nestsDeeper(charts[0], DEEPEST_NESTING)) return null;
  return { aboutChart: about !== undefined, code, error: oneLine(description || code), charts };
}

/** A chart nests its cells four deep. */
const DEEPEST_NESTING = 32;

/** Lists of plain values, which are nearly all of a chart, cost a look at their first element. */
function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const inner = Array.isArray(value) ? value.slice(0, 1) : Object.values(value);
  return inner.some((one) => nestsDeeper(one, levels - 1));
}
