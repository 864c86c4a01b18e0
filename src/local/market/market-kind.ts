import { tzOffset } from '@date-fns/tz/tzOffset';
import { sessionsOfYear, type Session as UsSession } from '../../core/us-calendar.ts';

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
  const [, kind] = KINDS.find(([pattern]) => pattern.test(symbol)) ?? [];
  return { ...US_SHARE, ...kind };
}

const US_SHARE: MarketKind = {
  ...{ currency: 'USD', exchange: 'NMS', timezone: 'America/New_York', type: 'EQUITY' },
  ...{ sessionsOfYear, scale: 1, stepsPerUnit: 100 },
};

/** Yahoo has a day without a close end at 23:59. */
const ALL_DAY: [number, number] = [0, 24 - 1 / 60];
const LONDON = tradedIn('Europe/London', [8, 16.5], ['1-1', '12-25', '12-26']);
const TOKYO = tradedIn('Asia/Tokyo', [9, 15.5], ['1-1', '1-2', '1-3', '12-31']);

/** What differs from a share in New York. */
const KINDS: readonly (readonly [RegExp, Partial<MarketKind>])[] = [
  [/\.L$/, { ...LONDON, currency: 'GBp', exchange: 'LSE', scale: 10 }],
  [/\.T$/, { ...TOKYO, currency: 'JPY', exchange: 'JPX', scale: 30, stepsPerUnit: 1 }],
  [/-USD$/, { ...tradedIn('UTC', ALL_DAY, [], []), exchange: 'CCC', type: 'CRYPTOCURRENCY' }],
  [/=X$/, { ...tradedIn('Europe/London', ALL_DAY), exchange: 'CCY', type: 'CURRENCY' }],
  [/^\^/, { exchange: 'SNP', type: 'INDEX' }],
  // Nasdaq gives funds five letters of which the last is an X.
  [/^[A-Z]{4}X$/, { exchange: 'NAS', type: 'MUTUALFUND' }],
];

/** A simulated calendar, in hours of its zone; holidays are month-day (1 is January), of weekend days 0 is Sunday. */
function tradedIn(timezone: string, hours: [number, number], holidays: string[] = [], weekend = [0, 6]) {
  const years = new Map<number, Session[]>();
  return {
    timezone,
    sessionsOfYear(year: number): readonly Session[] {
      const sessions = years.get(year) ?? daysOf(year).flatMap(sessionOn);
      years.set(year, sessions);
      return sessions;
    },
  };

  function sessionOn(date: Date): Session[] {
    const [month, day] = [date.getUTCMonth(), date.getUTCDate()];
    if (weekend.includes(date.getUTCDay()) || holidays.includes(`${month + 1}-${day}`)) return [];
    // An offset at noon, because it changes at night.
    const midnight = date.getTime() / 1_000 - tzOffset(timezone, new Date(date.getTime() + A_DAY / 2)) * 60;
    const [openSeconds = 0, closeSeconds = 0] = hours.map((hour) => midnight + Math.round(hour * 3_600));
    return [{ month, day, openSeconds, closeSeconds }];
  }
}

const A_DAY = 86_400_000;

function daysOf(year: number): Date[] {
  const first = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - first) / A_DAY;
  return Array.from({ length: days }, (_, day) => new Date(first + day * A_DAY));
}
