import type { Script } from '../test/support/loopback-yahoo.ts';
import type { Behaviour } from '../test/support/yahoo-behaviours.ts';
import * as yahoo from '../test/support/yahoo-behaviours.ts';
import type { Chance } from './chance.ts';
import type { FaultSchedule } from './fault-schedule.ts';

/** Show nothing about a ticker, but that the source does not answer. */
const UNANSWERED = {
  'yahoo answers 503': yahoo.status503,
  'yahoo hangs': yahoo.hang,
  'yahoo resets': yahoo.reset,
  'yahoo sends nothing': yahoo.emptyBody,
  'yahoo cuts the body': yahoo.cutBody,
  'yahoo cuts the JSON': yahoo.cutJson,
  'yahoo has no rows': yahoo.zeroRows,
} satisfies Record<string, Behaviour>;
/** Last for some requests: that this address is not welcome, or that nobody gets an answer. */
const PERIODS = {
  'yahoo says 429': yahoo.tooManyRequestsText(),
  'yahoo says 429 and when to come back': yahoo.tooManyRequestsJson('20'),
  'yahoo shows a page': yahoo.htmlPage,
  'yahoo bans the address': yahoo.blockPage,
  'yahoo is down for everybody': yahoo.status503,
} satisfies Record<string, Behaviour>;

/** Of the requests, at a factor of 1. */
const UNANSWERED_SHARE = 0.22;
const PERIOD_SHARE = 0.07;
const SHARES = { 'yahoo has a session without prices': 0.04 };

/** Requests in a row that are refused together, at most. */
const REFUSALS = 12;
/** Requests in a row without an answer: enough for ten tickers, three attempts each, and a probe. */
const OUTAGE = 40;

export interface FaultyYahoo {
  script: Script;
  /** What a ticker must end as. */
  isDead(ticker: string): boolean;
  /** Requests for a ticker that got no answer, refusals aside: the evidence for `no-answer`. */
  unanswered: ReadonlyMap<string, number>;
  /** Good answers, by ticker: more than one is work done twice. */
  served: ReadonlyMap<string, number>;
}

export function createFaultyYahoo(
  schedule: FaultSchedule,
  { factor, chance }: { factor: number; chance: Chance },
): FaultyYahoo {
  const happens = schedule.each(SHARES, factor, chance);
  const drawUnanswered = schedule.inTurn(kindsOf(UNANSWERED), UNANSWERED_SHARE * factor, chance);
  const drawPeriod = schedule.inTurn(kindsOf(PERIODS), PERIOD_SHARE * factor, chance);
  const unanswered = new Map<string, number>();
  const served = new Map<string, number>();
  const note = (counts: Map<string, number>, ticker: string) =>
    counts.set(ticker, (counts.get(ticker) ?? 0) + 1);
  const isDead = (ticker: string) => /3$/.test(ticker);
  const isUnanswered = (behaviour: Behaviour) => Object.values<Behaviour>(UNANSWERED).includes(behaviour);
  /** What the next requests get too. */
  let period: { behaviour: Behaviour; requests: number } | null = null;

  function fault(): Behaviour | null {
    if (period && period.requests > 0 && schedule.active) {
      period.requests -= 1;
      return period.behaviour;
    }
    const periodKind = drawPeriod();
    if (periodKind) {
      const requests = periodKind === 'yahoo is down for everybody' ? OUTAGE : chance.between(0, REFUSALS);
      period = { behaviour: PERIODS[periodKind], requests };
      return period.behaviour;
    }
    const unansweredKind = drawUnanswered();
    return unansweredKind && UNANSWERED[unansweredKind];
  }

  return {
    isDead,
    unanswered,
    served,
    script(ticker) {
      const behaviour = fault();
      if (behaviour) {
        if (isUnanswered(behaviour)) note(unanswered, ticker);
        return behaviour;
      }
      if (isDead(ticker)) return ticker.startsWith('T1') ? yahoo.noData : yahoo.notFound;
      note(served, ticker);
      return happens('yahoo has a session without prices')
        ? yahoo.history({ nullRows: [19] })
        : yahoo.history();
    },
  };
}

function kindsOf<Kind extends string>(behaviours: Record<Kind, Behaviour>): Kind[] {
  return Object.keys(behaviours) as Kind[];
}
