import { oneLine } from '../core/one-line.ts';
import { chartDocument } from './chart-document.ts';
import { chartPeriod } from './chart-period.ts';
import { judge } from './classify-response.ts';
import { DeadlinePassed } from './deadline.ts';
import { BodyTooLarge, createHttpClient, type HttpReply } from './http-client.ts';
import type { PriceAnswer, PriceSource } from './price-source.ts';
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
 * Yahoo's daily charts, by yahoo-finance2. Asks once per call: whether and when to ask again is the loop's to decide,
 * and so is how many calls run at once.
 */
export function createYahooSource(config: YahooConfig): PriceSource {
  const { origin = YAHOO_ORIGIN, timeoutMilliseconds = 10_000, fetch = globalThis.fetch, now } = config;
  const wire = createHttpClient({ origin, timeoutMilliseconds, fetch, now });
  // Half of what a run loads, and not needed before the first chart: 25 to 50 ms.
  let client: Promise<YahooClient> | undefined;

  return {
    async name() {
      if (config.origin === undefined) return 'yahoo';
      try {
        return (await wire.get('/', {})).simulated ? 'simulated' : 'yahoo';
      } catch (cause) {
        if (cause instanceof BodyTooLarge) return 'yahoo';
        throw new SourceUnreachable(wire.origin, reasonOf(cause, timeoutMilliseconds), { cause });
      }
    },

    async fetchHistory(ticker, range, signal) {
      signal.throwIfAborted();
      const path = pathSegment(ticker);
      if (path === null) return { kind: 'invalid', error: oneLine(`${ticker} cannot stand in a URL`) };
      let simulated = false;
      // Given with the call, so that what it hears belongs to this call, however many run at once.
      const listen = async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
        const heard = await hear(String(input), init?.headers, signal);
        const answer = judge(heard, ticker);
        if (answer) throw new Judged(answer);
        simulated = heard.simulated;
        return new ReadResponse(heard.body);
      };
      try {
        const { period1, period2 } = chartPeriod(range, now());
        const query = {
          period1,
          period2,
          interval: '1d',
          events: 'div|split',
          includePrePost: false,
        } as const;
        const options = { validateResult: false, fetch: listen } as const;
        client ??= loadClient();
        const found: unknown = await (await client).chart(path, { ...query, return: 'object' }, options);
        const source = simulated ? 'simulated' : 'yahoo';
        return chartDocument(found, { ticker, range, source, now: now() });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Judged) return error.answer;
        return {
          kind: 'invalid',
          error: oneLine(`yahoo-finance2 cannot read the chart: ${messageOf(error)}`),
        };
      }
    },
  };

  async function hear(url: string, headers: RequestInit['headers'], signal: AbortSignal): Promise<HttpReply> {
    const { pathname, search } = new URL(url);
    try {
      return await wire.get(pathname + search, headers, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new Judged({
        kind: 'no-answer',
        error: oneLine(`No answer from Yahoo: ${reasonOf(error, timeoutMilliseconds)}`),
      });
    }
  }
}

type YahooClient = ReturnType<typeof import('./yahoo-client.ts').createYahooClient>;

async function loadClient(): Promise<YahooClient> {
  return (await import('./yahoo-client.ts')).createYahooClient();
}

const YAHOO_ORIGIN = 'https://query2.finance.yahoo.com';

/** A response whose body is at hand: giving the text back as it is saves 0.5 ms and two copies of each body. */
class ReadResponse extends Response {
  override readonly text: () => Promise<string>;

  constructor(body: string) {
    super();
    this.text = async () => body;
  }
}

/** Carries an answer out of the library, which passes on what its `fetch` throws. */
class Judged extends Error {
  override readonly name = 'Judged';
  readonly answer: PriceAnswer;

  constructor(answer: PriceAnswer) {
    super(answer.kind);
    this.answer = answer;
  }
}

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
  return oneLine(`${messageOf(cause) || 'the connection failed'}${code}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
