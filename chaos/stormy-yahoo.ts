import type { Script } from '../test/support/loopback-yahoo.ts';
import type { Behaviour } from '../test/support/yahoo-behaviours.ts';
import * as yahoo from '../test/support/yahoo-behaviours.ts';
import type { Chance } from './random.ts';
import type { Weather } from './weather.ts';

/** Says nothing about a ticker, but that the source does not answer. */
const SILENT: readonly [string, Behaviour][] = [
  ['yahoo answers 503', yahoo.status503],
  ['yahoo hangs', yahoo.hang],
  ['yahoo resets', yahoo.reset],
  ['yahoo sends nothing', yahoo.emptyBody],
  ['yahoo cuts the body', yahoo.cutBody],
  ['yahoo cuts the JSON', yahoo.cutJson],
  ['yahoo has no rows', yahoo.zeroRows],
];
/** Says that this address is not welcome. */
const REFUSING: readonly [string, Behaviour][] = [
  ['yahoo says 429', yahoo.tooManyRequestsText()],
  ['yahoo says 429 and when to come back', yahoo.tooManyRequestsJson('1')],
  ['yahoo shows a page', yahoo.htmlPage],
  ['yahoo bans the address', yahoo.blockPage],
];
/** A storm of refusals covers so many requests in a row. */
const STORM_REQUESTS = 12;

export interface StormyYahoo {
  script: Script;
  /** What a ticker must end as. */
  isDead(ticker: string): boolean;
  /** Requests for a ticker that got no answer, refusals aside: the evidence for `no-answer`. */
  silences: ReadonlyMap<string, number>;
  /** Good answers, by ticker: more than one is work done twice. */
  served: ReadonlyMap<string, number>;
}

export function createStormyYahoo(weather: Weather, chance: Chance): StormyYahoo {
  const silences = new Map<string, number>();
  const served = new Map<string, number>();
  const note = (counts: Map<string, number>, ticker: string) =>
    counts.set(ticker, (counts.get(ticker) ?? 0) + 1);
  const isDead = (ticker: string) => /3$/.test(ticker);
  let refusals = 0;
  let refusal: Behaviour = yahoo.tooManyRequestsText();

  return {
    isDead,
    silences,
    served,
    script(ticker) {
      if (refusals > 0 && weather.stormy) {
        refusals -= 1;
        return refusal;
      }
      for (const [kind, behaviour] of REFUSING) {
        if (!weather.strikes(kind, 0.006)) continue;
        refusals = chance.between(0, STORM_REQUESTS);
        refusal = behaviour;
        return behaviour;
      }
      for (const [kind, behaviour] of SILENT) {
        if (!weather.strikes(kind, 0.03)) continue;
        note(silences, ticker);
        return behaviour;
      }
      if (isDead(ticker)) return ticker.startsWith('T1') ? yahoo.noData : yahoo.notFound;
      note(served, ticker);
      if (weather.strikes('yahoo has a session without prices', 0.02))
        return yahoo.history({ nullRows: [19] });
      return yahoo.history();
    },
  };
}
