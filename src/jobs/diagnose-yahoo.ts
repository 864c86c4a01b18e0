import { type Diagnosis, diagnosesOf } from '../core/diagnosis.ts';
import { createSource } from '../sources/create-source.ts';
import type { YahooConfig } from '../sources/yahoo.ts';

const say = diagnosesOf('yahoo');
const TICKER = 'AAPL';
const REFUSED =
  'Wait some hours, lower requests-per-second, try from another address, or set YAHOO_FINANCE_URL to a gateway.';
const NO_ANSWER = 'Try again in a while; if a gateway is set in YAHOO_FINANCE_URL, look at it.';

/** Asks for one ticker as a run would, from this machine: one or two requests. Never rejects. */
export async function diagnoseYahoo(config: YahooConfig): Promise<Diagnosis[]> {
  const { fetch = globalThis.fetch } = config;
  let seen = 'no status';
  const source = createSource({
    ...config,
    async fetch(input, init) {
      const userAgent = new Headers(init?.headers).get('user-agent') ?? 'none';
      seen = `no status, user agent: ${userAgent}`;
      const response = await fetch(input, init);
      seen = `${response.status}, user agent: ${userAgent}`;
      return response;
    },
  });
  const answer = await source.fetchHistory(TICKER, '1y', new AbortController().signal);
  if (answer.kind !== 'document') {
    const error = answer.error.replace(/ \(user agent: .*\)$/, '').replace(/\.$/, '');
    const advice = answer.kind === 'refused' ? REFUSED : NO_ANSWER;
    return [say.problem(`${error} (${seen}). ${advice}`)];
  }
  const { dates, source: name } = answer.document;
  const text = `${TICKER} is there up to ${dates.at(-1)} (${seen})`;
  if (name === 'simulated')
    return [say.note(`${text}, from a made-up market: unset YAHOO_FINANCE_URL for Yahoo.`)];
  return [say.ok(`${text}.`)];
}
