import type { Chance } from './chance.ts';
import { count, type Tally } from './tally.ts';

/** Draws whether a fault of this kind happens now, and counts it if so. */
export type Strikes<Kind extends string> = (kind: Kind) => boolean;

/** Prime to the sizes of most decks, so that the beginnings spread. */
const STEP = 3;

/** Whether things go wrong at the moment: a job is made in calm, goes through a storm, and ends in calm. */
export interface Weather {
  stormy: boolean;
  /** All kinds of faults there are, also those that have not struck. */
  readonly faults: Tally;
  /**
   * The weather over one part of the world, which has its own chance: what is drawn there does not depend on how
   * often the other parts are asked.
   *
   * @param shares how often each kind strikes, from 0 to 1.
   * @param roughness a factor on all of them.
   */
  over<Kind extends string>(
    shares: Readonly<Record<Kind, number>>,
    roughness: number,
    chance: Chance,
  ): Strikes<Kind>;
  /**
   * Draws whether any of these faults happens now, and which. All of them come in turn, and each story begins at
   * another: so a few stories see them all.
   *
   * @param share how often one strikes, from 0 to 1.
   */
  deck<Kind extends string>(kinds: readonly Kind[], share: number, chance: Chance): () => Kind | null;
}

/** @param turn which of the stories of its climate this is. */
export function createWeather(turn: number): Weather {
  const faults: Tally = new Map();
  const weather: Weather = {
    stormy: false,
    faults,
    over(shares, roughness, chance) {
      for (const kind of Object.keys(shares)) faults.set(kind, 0);
      return (kind) => {
        if (!weather.stormy || !chance.happens(shares[kind] * roughness)) return false;
        count(faults, kind);
        return true;
      };
    },
    deck<Kind extends string>(kinds: readonly Kind[], share: number, chance: Chance) {
      for (const kind of kinds) faults.set(kind, 0);
      const first = (turn * STEP) % kinds.length;
      let left = [...kinds.slice(first), ...kinds.slice(0, first)];
      return () => {
        if (!weather.stormy || !chance.happens(share)) return null;
        if (left.length === 0) left = chance.shuffled(kinds);
        const kind = left.shift() ?? null;
        if (kind !== null) count(faults, kind);
        return kind;
      };
    },
  };
  return weather;
}
