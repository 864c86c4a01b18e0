import { setImmediate } from 'node:timers/promises';
import { errorMessage } from '../core/error-message.ts';
import { oneLine } from '../core/one-line.ts';
import { chartDocument } from './chart-document.ts';
import { type ChartPeriod, chartPeriod, fewerYears, MOST_YEARS } from './chart-period.ts';
import { classifyResponse } from './classify-response.ts';
import { DeadlinePassed } from './deadline.ts';
import { BodyTooLarge, createHttpClient, type HttpReply } from './http-client.ts';
import type { PriceSource } from './price-source.ts';
import { SourceUnreachable } from './source-unreachable.ts';

export interface YahooConfig {
  /**
   * Stands in Yahoo's place: a test, a gateway. May hold credentials and a path that goes before Yahoo's.
   * @default 'https://query2.finance.yahoo.com'
   */
  origin?: string;
  /**
   * For one answer, to its last byte.
   * @default 10_000
   */
  timeoutMilliseconds?: number;
  fetch?: typeof fetch;
  now: () => Date;
}

/**
 * Yahoo's daily charts. yahoo-finance2 is the client: query, headers, cookies. It never sees the chart itself, since it
 * would parse the body a second time and walk all columns to validate them: it reads a placeholder, and the chart is
 * read here. 3.0 ms of CPU for 2,500 rows instead of 7.6.
 *
 * One request per call (two or three for a `max` that Yahoo finds too long): whether and when to ask again is the
 * loop's to decide, and so is how many calls run at once.
 */
export function createYahooSource(config: YahooConfig): PriceSource {
  const { origin = YAHOO_ORIGIN, timeoutMilliseconds = 10_000, fetch = globalThis.fetch, now } = config;
  const http = createHttpClient({ origin, timeoutMilliseconds, fetch, now });
  // Half of what a run loads, and not needed before the first chart: 25 to 50 ms.
  let client: Promise<YahooClient> | undefined;

  return {
    async name() {
      if (config.origin === undefined) return 'yahoo';
      try {
        return (await http.get('/', {})).simulated ? 'simulated' : 'yahoo';
      } catch (cause) {
        if (cause instanceof BodyTooLarge) return 'yahoo';
        throw new SourceUnreachable(http.origin, reasonOf(cause, timeoutMilliseconds), { cause });
      }
    },

    async prepare() {
      client ??= loadClient();
      // The fetch says what went wrong.
      await client.catch(() => undefined);
    },

    async fetchHistory(ticker, range, signal, onReceived) {
      signal.throwIfAborted();
      const path = pathSegment(ticker);
      if (path === null) return { kind: 'invalid', error: oneLine(`${ticker} cannot stand in a URL`) };
      for (let years = MOST_YEARS; ; ) {
        const period = chartPeriod(range, now(), years);
        const reply = await requestChart(path, period, signal);
        if ('error' in reply) return { kind: 'no-answer', error: reply.error };
        if (onReceived && mayBeChart(reply.reply)) {
          onReceived();
          await untilNextIsSent();
        }
        const answer = classifyResponse(reply.reply, reply.userAgent);
        const fewer = range === 'max' && 'error' in answer ? fewerYears(answer.error, years) : null;
        if (fewer !== null) {
          years = fewer;
          continue;
        }
        if (answer.kind !== 'chart') return answer;
        const source = reply.reply.simulated ? 'simulated' : 'yahoo';
        return chartDocument(answer.chart, { ticker, range, source, now: now(), period1: period.period1 });
      }
    },
  };

  /** Lets the library ask for a chart, and keeps the reply from it. */
  async function requestChart(
    path: string,
    period: ChartPeriod,
    signal: AbortSignal,
  ): Promise<{ reply: HttpReply; userAgent: string } | { error: string }> {
    let received: { reply: HttpReply; userAgent: string } | undefined;
    // Given with the call, so that the reply belongs to this call, however many run at once.
    const request = async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const { pathname, search } = new URL(String(input));
      const headers = new Headers(init?.headers);
      const reply = await http.get(pathname + search, headers, signal);
      received = { reply, userAgent: headers.get('user-agent') ?? 'none' };
      return placeholderResponse;
    };
    try {
      const query = { ...period, interval: '1d', events: EVENTS, includePrePost: false } as const;
      client ??= loadClient();
      await (await client).chart(
        path,
        { ...query, return: 'object' },
        { validateResult: false, fetch: request },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!received)
        return { error: oneLine(`No answer from Yahoo: ${reasonOf(error, timeoutMilliseconds)}`) };
    }
    return received ?? { error: 'No answer from Yahoo: yahoo-finance2 sent no request' };
  }
}

/** What is none at first sight may be a refusal, after which no other request should be sent. */
function mayBeChart({ status, body }: HttpReply): boolean {
  return status === 200 && body.startsWith('{');
}

/**
 * Reading a chart keeps the thread for milliseconds, in which no request goes out. Node's `fetch` uses a connection again
 * after a whole turn of the event loop.
 */
async function untilNextIsSent(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

type YahooClient = ReturnType<typeof import('./yahoo-client.ts').createYahooClient>;

async function loadClient(): Promise<YahooClient> {
  return (await import('./yahoo-client.ts')).createYahooClient();
}

const EVENTS = 'div|split|capitalGains';
const YAHOO_ORIGIN = 'https://query2.finance.yahoo.com';

/** Enough for the library to return; it looks at headers, `ok` and the text of a response. Its whole call takes 30 µs. */
const PLACEHOLDER = JSON.stringify({
  chart: { result: [{ meta: {}, indicators: { quote: [{}] } }], error: null },
});
const placeholderResponse = Object.defineProperty(new Response(), 'text', { value: async () => PLACEHOLDER });

/**
 * The library puts the symbol into the URL as it is. `.` and `..` are a path's own words even when they are encoded,
 * and half a surrogate pair cannot be.
 */
function pathSegment(ticker: string): string | null {
  if (!ticker.isWellFormed() || /^\.{0,2}$/.test(ticker)) return null;
  return encodeURIComponent(ticker);
}

function reasonOf(error: unknown, timeoutMilliseconds: number): string {
  if (error instanceof DeadlinePassed) return `nothing within ${timeoutMilliseconds / 1000} s`;
  // fetch says "fetch failed"; what failed stands in its cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return oneLine(`${errorMessage(cause) || 'the connection failed'}${code}`);
}
