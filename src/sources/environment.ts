import { textVariable, type Variables, variableRefused } from '../core/read-variable.ts';
import type { YahooConfig } from './yahoo.ts';

/** Where prices and lists come from, for tests, gateways and mirrors. */
export interface Environment {
  yahoo: Pick<YahooConfig, 'origin' | 'timeoutMilliseconds'>;
  tickerListUrl: string | undefined;
}

const DEFAULT_TIMEOUT_SECONDS = 10;
const LEAST_TIMEOUT_SECONDS = 0.1;
const MOST_TIMEOUT_SECONDS = 120;

/**
 * What a variable that is not set or empty leaves as it is: a workflow passes one that is not set as an empty one.
 *
 * @throws {InputRefused} with one sentence that names the variable and what it must be.
 */
export function readEnvironment(env: Variables): Environment {
  const origin = addressVariable(env, 'YAHOO_FINANCE_URL', 'Yahoo');
  return {
    yahoo: { timeoutMilliseconds: timeoutSeconds(env) * 1_000, ...(origin ? { origin } : {}) },
    tickerListUrl: addressVariable(env, 'TICKER_LIST_URL', 'the public ticker lists'),
  };
}

function timeoutSeconds(env: Variables): number {
  const name = 'YAHOO_FINANCE_TIMEOUT';
  const seconds = Number(textVariable(env, name) || DEFAULT_TIMEOUT_SECONDS);
  if (seconds >= LEAST_TIMEOUT_SECONDS && seconds <= MOST_TIMEOUT_SECONDS) return seconds;
  throw variableRefused(name, `seconds from ${LEAST_TIMEOUT_SECONDS} to ${MOST_TIMEOUT_SECONDS}`);
}

/** An address that may have credentials, unlike those of other variables: a gateway in the place of a public source. */
function addressVariable(env: Variables, name: string, replaced: string): string | undefined {
  const text = textVariable(env, name);
  if (text === '') return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && hasReadableCredentials(url)) return text;
  throw variableRefused(name, `an http(s) address in the place of ${replaced}`);
}

/** Credentials that are no valid percent-encoding cannot be sent. */
function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
