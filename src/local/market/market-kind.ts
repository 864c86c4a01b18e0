import { tzOffset } from '@date-fns/tz/tzOffset';
import { type Session as UsSession, sessionsOfYear as usSessionsOfYear } from '../../core/us-calendar.ts';

export type Session = Pick<UsSession, 'month' | 'day' | 'openSeconds' | 'closeSeconds'>;

/** Where a symbol is traded and as what, in Yahoo's words. */
export interface MarketKind {
  currency: string;
  exchange: string;
  timezone: string;
  type: 'EQUITY' | 'MUTUALFUND' | 'INDEX' | 'CURRENCY' | 'CRYPTOCURRENCY';
  sessionsOfYear(year: number): readonly Session[];
  /** Of its usual price to that of a share in dollars. */
  scale: number;
  /** The smallest step of a price, as a count of steps in one. */
  stepsPerUnit: number;
}

/** Tells the kind by the symbol, as Yahoo spells them: a suffix names the exchange. */
export function kindOf(symbol: string): MarketKind {
  const [, kind = US_SHARE] = KINDS.find(([pattern]) => pattern.test(symbol)) ?? [];
  return kind;
}

const US_SHARE: MarketKind = {
  ...{ currency: 'USD', exchange: 'NMS', timezone: 'America/New_York', type: 'EQUITY' },
  ...{ sessionsOfYear: usSessionsOfYear, scale: 1, stepsPerUnit: 100 },
};

const LONDON = 'Europe/London';
const TOKYO = 'Asia/Tokyo';

const LONDON_SHARE: MarketKind = {
  ...{ ...US_SHARE, currency: 'GBp', exchange: 'LSE', timezone: LONDON, scale: 10 },
  sessionsOfYear: calendarOf({ zone: LONDON, hours: [8, 16.5], holidays: ['1-1', '12-25', '12-26'] }),
};

const TOKYO_SHARE: MarketKind = {
  ...{ ...US_SHARE, currency: 'JPY', exchange: 'JPX', timezone: TOKYO, scale: 30, stepsPerUnit: 1 },
  sessionsOfYear: calendarOf({ zone: TOKYO, hours: [9, 15.5], holidays: ['1-1', '1-2', '1-3', '12-31'] }),
};

const COIN: MarketKind = {
  ...{ ...US_SHARE, exchange: 'CCC', timezone: 'UTC', type: 'CRYPTOCURRENCY' },
  sessionsOfYear: calendarOf({ zone: 'UTC', hasWeekends: true }),
};

const EXCHANGE_RATE: MarketKind = {
  ...{ ...US_SHARE, exchange: 'CCY', timezone: LONDON, type: 'CURRENCY' },
  sessionsOfYear: calendarOf({ zone: LONDON }),
};

const KINDS: readonly (readonly [RegExp, MarketKind])[] = [
  [/\.L$/, LONDON_SHARE],
  [/\.T$/, TOKYO_SHARE],
  [/-USD$/, COIN],
  [/=X$/, EXCHANGE_RATE],
  [/^\^/, { ...US_SHARE, exchange: 'SNP', type: 'INDEX' }],
  // Nasdaq gives funds five letters of which the last is an X.
  [/^[A-Z]{4}X$/, { ...US_SHARE, exchange: 'NAS', type: 'MUTUALFUND' }],
];

interface Calendar {
  zone: string;
  /** Of the day in that zone; Yahoo has a day without a close end at 23:59. @default all day */
  hours?: [number, number];
  /** As month-day, 1 is January. @default none */
  holidays?: readonly string[];
  hasWeekends?: boolean;
}

/** A simulated calendar, the same for all symbols of an exchange. */
function calendarOf({ zone, hours = [0, 24 - 1 / 60], holidays = [], hasWeekends = false }: Calendar) {
  const years = new Map<number, Session[]>();
  return (year: number): readonly Session[] => {
    const sessions = years.get(year) ?? daysOf(year).flatMap(sessionOn);
    years.set(year, sessions);
    return sessions;
  };

  function sessionOn(date: Date): Session[] {
    const [month, day] = [date.getUTCMonth(), date.getUTCDate()];
    const isWeekend = date.getUTCDay() % 6 === 0;
    if ((isWeekend && !hasWeekends) || holidays.includes(`${month + 1}-${day}`)) return [];
    // An offset at noon, because it changes at night.
    const offset = tzOffset(zone, new Date(date.getTime() + A_DAY / 2));
    const [openSeconds, closeSeconds] = [at(hours[0]), at(hours[1])];
    return [{ month, day, openSeconds, closeSeconds }];

    function at(hour: number): number {
      return date.getTime() / 1_000 - offset * 60 + Math.round(hour * 3_600);
    }
  }
}

function daysOf(year: number): Date[] {
  const first = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - first) / A_DAY;
  return Array.from({ length: days }, (_, day) => new Date(first + day * A_DAY));
}

const A_DAY = 86_400_000;
