import type { Chance } from './random.ts';
import { count, type Tally } from './tally.ts';

/** Whether things go wrong at the moment. A story begins in a storm and ends in calm. */
export interface Weather {
  stormy: boolean;
  readonly faults: Tally;
  /** Draws whether something goes wrong now, and counts it as `kind` if so. */
  strikes(kind: string, share: number): boolean;
}

export function createWeather(chance: Chance): Weather {
  const faults: Tally = new Map();
  const weather: Weather = {
    stormy: true,
    faults,
    strikes(kind, share) {
      if (!weather.stormy || !chance.happens(share)) return false;
      count(faults, kind);
      return true;
    },
  };
  return weather;
}
