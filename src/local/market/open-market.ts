import type { SourceName } from '../../core/job.ts';
import { readEnvironment } from '../../sources/environment.ts';
import { createYahooSource } from '../../sources/yahoo.ts';
import { StartRefused } from '../start-refused.ts';
import { createMarketServer } from './market-server.ts';

/** Where the runs of this stack get their prices from. */
export interface OpenMarket {
  readonly name: SourceName;
  /** In Yahoo's place; none for Yahoo itself. */
  readonly url: string | undefined;
  /** Why it is this one, or what is wrong with it, as the end of a sentence; null if it was asked for, and answers. */
  readonly reason: string | null;
  /** False if it can fill nothing at the moment. */
  readonly answers: boolean;
  close(): Promise<void>;
}

export interface MarketQuestion {
  wanted: SourceName | undefined;
  env: NodeJS.ProcessEnv;
  /** The user's own database, into which simulated prices go only if they were asked for. */
  isRealRedis: boolean;
  /** Whether the embedded Redis holds prices from Yahoo, which simulated ones must not replace unasked. */
  holdsRealPrices(): Promise<boolean>;
  fetch: typeof fetch;
  now: () => Date;
  /** Gets a line for each request to the simulated market that fails. */
  log?: (line: string) => void;
}

/**
 * Yahoo (or what `YAHOO_FINANCE_URL` names) if it answers, else the simulated market, where that does no harm.
 *
 * @throws {StartRefused} {SourceUnreachable} if there is no market from which this Redis may be filled now.
 */
export async function openMarket(question: MarketQuestion): Promise<OpenMarket> {
  const { wanted, isRealRedis } = question;
  if (wanted === 'simulated') return openSimulated(question, null);
  const { origin } = readEnvironment(question.env).yahoo;
  if (origin !== undefined) return useGateway(origin, question);
  const reason = await yahooProblem(question);
  const yahoo: OpenMarket = { name: 'yahoo', url: undefined, reason, answers: reason === null, close };
  if (reason === null) return yahoo;
  const advice = 'Try again later, or fill this Redis with made-up prices by --market simulated.';
  if (wanted === 'yahoo' || isRealRedis) throw new StartRefused(`${reason}. ${advice}`);
  return (await question.holdsRealPrices()) ? yahoo : openSimulated(question, reason);
}

async function useGateway(origin: string, { wanted, isRealRedis, now }: MarketQuestion): Promise<OpenMarket> {
  const name = await createYahooSource({ origin, timeoutMilliseconds: PROBE_MILLISECONDS, now }).name();
  const refusal =
    'YAHOO_FINANCE_URL names a made-up market: unset it, or ask for made-up prices by --market simulated.';
  if (name === 'simulated' && (isRealRedis || wanted === 'yahoo')) throw new StartRefused(refusal);
  return { name, url: origin, reason: null, answers: true, close };
}

async function openSimulated({ now, log }: MarketQuestion, reason: string | null): Promise<OpenMarket> {
  const server = await createMarketServer({ now, ...(log && { log }) });
  return { name: 'simulated', url: server.url, reason, answers: true, close: server.close };
}

const PROBE_MILLISECONDS = 4_000;

/** Null if Yahoo answers about a ticker, in whatever way; else why it does not. */
async function yahooProblem({ fetch, now }: MarketQuestion): Promise<string | null> {
  const source = createYahooSource({ timeoutMilliseconds: PROBE_MILLISECONDS, fetch, now });
  const answer = await source.fetchHistory('AAPL', '1y', new AbortController().signal);
  const hasFailed = answer.kind === 'refused' || answer.kind === 'no-answer';
  return hasFailed ? answer.error.replace(/\.$/, '') : null;
}

async function close(): Promise<void> {}
