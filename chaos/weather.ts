import type { Chance } from './random.ts';
import { count, type Tally } from './tally.ts';

/** Whether things go wrong at the moment: a job is made in calm, goes through a storm, and ends in calm. */
export interface Weather {
  stormy: boolean;
  readonly faults: Tally;
  /** Draws whether something goes wrong now, and counts it as `kind` if so. */
  strikes(kind: string, share: number): boolean;
}

export function createWeather(chance: Chance): Weather {
  const faults: Tally = new Map();
  const weather: Weather = {
    stormy: false,
    faults,
    strikes(kind, share) {
      if (!weather.stormy || !chance.happens(share)) return false;
      count(faults, kind);
      return true;
    },
  };
  return weather;
}
