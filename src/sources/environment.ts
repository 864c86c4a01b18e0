import * as z from 'zod';
import { InputRefused } from '../core/input-refused.ts';
import type { YahooConfig } from './yahoo.ts';

/** A workflow passes a variable that is not set as an empty one. */
const url = z.preprocess(
  (text) => text || undefined,
  z
    .url({ protocol: /^https?$/ })
    .refine(hasReadableCredentials)
    .optional(),
);
const environmentSchema = z.object({
  YAHOO_FINANCE_URL: url.describe('an http(s) address in the place of Yahoo'),
  YAHOO_FINANCE_TIMEOUT: z
    .preprocess((text) => text || '10', z.coerce.number().min(0.1).max(120))
    .describe('seconds from 0.1 to 120'),
  TICKER_LIST_URL: url.describe('an http(s) address in the place of the public ticker lists'),
});

/** Where prices and lists come from, for tests, gateways and mirrors. */
export interface Environment {
  yahoo: Pick<YahooConfig, 'origin' | 'timeoutMilliseconds'>;
  tickerListUrl: string | undefined;
}

/** @throws {InputRefused} with one sentence that names the variable and what it must be. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    const name = environmentSchema.keyof().parse(parsed.error.issues[0]?.path[0]);
    throw new InputRefused(`${name} is not usable: it must be ${environmentSchema.shape[name].description}.`);
  }
  const { YAHOO_FINANCE_URL: origin, YAHOO_FINANCE_TIMEOUT: timeout, TICKER_LIST_URL } = parsed.data;
  return {
    yahoo: { timeoutMilliseconds: timeout * 1_000, ...(origin ? { origin } : {}) },
    tickerListUrl: TICKER_LIST_URL,
  };
}

/** Credentials that are no valid percent-encoding cannot be sent. */
function hasReadableCredentials(address: string): boolean {
  try {
    const { username, password } = new URL(address);
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
