import type { Chance } from './chance.ts';
import { count, type Tally } from './tally.ts';

/** Draws whether a fault of this kind happens now, and counts it if so. */
export type Happens<Kind extends string> = (kind: Kind) => boolean;

/** Prime to the number of kinds in most lists, so that the stories begin at different ones. */
const STEP = 3;

/** Which faults happen, and when: none while a job is made, then many, and none again at the end. */
export interface FaultSchedule {
  /** Whether faults happen at the moment. */
  active: boolean;
  /** All kinds of faults there are, also those that have not struck. */
  readonly faults: Tally;
  /**
   * Each kind by itself. `chance` is for these alone: what is drawn does not depend on how often others are drawn.
   *
   * @param shares how often each kind strikes, from 0 to 1.
   * @param factor on all of them.
   */
  each<Kind extends string>(
    shares: Readonly<Record<Kind, number>>,
    factor: number,
    chance: Chance,
  ): Happens<Kind>;
  /**
   * Draws whether any of these faults happens now, and which. All of them come in turn, and each story begins at
   * another: so a few stories have them all.
   *
   * @param share how often one strikes, from 0 to 1.
   */
  inTurn<Kind extends string>(kinds: readonly Kind[], share: number, chance: Chance): () => Kind | null;
}

/** @param turn which of the stories of its profile this is. */
export function createFaultSchedule(turn: number): FaultSchedule {
  const faults: Tally = new Map();
  const schedule: FaultSchedule = {
    active: false,
    faults,
    each(shares, factor, chance) {
      for (const kind of Object.keys(shares)) faults.set(kind, 0);
      return (kind) => {
        if (!schedule.active || !chance.happens(shares[kind] * factor)) return false;
        count(faults, kind);
        return true;
      };
    },
    inTurn<Kind extends string>(kinds: readonly Kind[], share: number, chance: Chance) {
      for (const kind of kinds) faults.set(kind, 0);
      const first = (turn * STEP) % kinds.length;
      let left = [...kinds.slice(first), ...kinds.slice(0, first)];
      return () => {
        if (!schedule.active || !chance.happens(share)) return null;
        if (left.length === 0) left = chance.shuffled(kinds);
        const kind = left.shift() ?? null;
        if (kind !== null) count(faults, kind);
        return kind;
      };
    },
  };
  return schedule;
}
