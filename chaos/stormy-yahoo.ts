import type { Script } from '../test/support/loopback-yahoo.ts';
import type { Behaviour } from '../test/support/yahoo-behaviours.ts';
import * as yahoo from '../test/support/yahoo-behaviours.ts';
import type { Chance } from './chance.ts';
import type { Weather } from './weather.ts';

/** Say nothing about a ticker, but that the source does not answer. */
const SILENT = {
  'yahoo answers 503': yahoo.status503,
  'yahoo hangs': yahoo.hang,
  'yahoo resets': yahoo.reset,
  'yahoo sends nothing': yahoo.emptyBody,
  'yahoo cuts the body': yahoo.cutBody,
  'yahoo cuts the JSON': yahoo.cutJson,
  'yahoo has no rows': yahoo.zeroRows,
} satisfies Record<string, Behaviour>;
/** Last for some requests: that this address is not welcome, or that nobody gets an answer. */
const SPELLS = {
  'yahoo says 429': yahoo.tooManyRequestsText(),
  'yahoo says 429 and when to come back': yahoo.tooManyRequestsJson('20'),
  'yahoo shows a page': yahoo.htmlPage,
  'yahoo bans the address': yahoo.blockPage,
  'yahoo is down for everybody': yahoo.status503,
} satisfies Record<string, Behaviour>;

/** Of the requests, where the weather is rough. */
const SILENT_SHARE = 0.22;
const SPELL_SHARE = 0.07;
const SHARES = { 'yahoo has a session without prices': 0.04 };

/** Requests in a row that are refused together, at most. */
const REFUSALS = 12;
/** Requests in a row without an answer: enough for ten tickers, three attempts each, and a probe. */
const OUTAGE = 40;

export interface StormyYahoo {
  script: Script;
  /** What a ticker must end as. */
  isDead(ticker: string): boolean;
  /** Requests for a ticker that got no answer, refusals aside: the evidence for `no-answer`. */
  silences: ReadonlyMap<string, number>;
  /** Good answers, by ticker: more than one is work done twice. */
  served: ReadonlyMap<string, number>;
}

export function createStormyYahoo(
  weather: Weather,
  { roughness, chance }: { roughness: number; chance: Chance },
): StormyYahoo {
  const strikes = weather.over(SHARES, roughness, chance);
  const drawSilent = weather.deck(kindsOf(SILENT), SILENT_SHARE * roughness, chance);
  const drawSpell = weather.deck(kindsOf(SPELLS), SPELL_SHARE * roughness, chance);
  const silences = new Map<string, number>();
  const served = new Map<string, number>();
  const note = (counts: Map<string, number>, ticker: string) =>
    counts.set(ticker, (counts.get(ticker) ?? 0) + 1);
  const isDead = (ticker: string) => /3$/.test(ticker);
  const isSilent = (behaviour: Behaviour) => Object.values<Behaviour>(SILENT).includes(behaviour);
  /** What the next requests get too. */
  let spell: { behaviour: Behaviour; requests: number } | null = null;

  function fault(): Behaviour | null {
    if (spell && spell.requests > 0 && weather.stormy) {
      spell.requests -= 1;
      return spell.behaviour;
    }
    const kind = drawSpell();
    if (kind) {
      const requests = kind === 'yahoo is down for everybody' ? OUTAGE : chance.between(0, REFUSALS);
      spell = { behaviour: SPELLS[kind], requests };
      return spell.behaviour;
    }
    const silent = drawSilent();
    return silent && SILENT[silent];
  }

  return {
    isDead,
    silences,
    served,
    script(ticker) {
      const behaviour = fault();
      if (behaviour) {
        if (isSilent(behaviour)) note(silences, ticker);
        return behaviour;
      }
      if (isDead(ticker)) return ticker.startsWith('T1') ? yahoo.noData : yahoo.notFound;
      note(served, ticker);
      return strikes('yahoo has a session without prices')
        ? yahoo.history({ nullRows: [19] })
        : yahoo.history();
    },
  };
}

function kindsOf<Kind extends string>(behaviours: Record<Kind, Behaviour>): Kind[] {
  return Object.keys(behaviours) as Kind[];
}
