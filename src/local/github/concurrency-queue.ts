/** One run or job that asks for its turn in a concurrency group. */
export interface Turn {
  readonly group: string;
  /** `single`: a newer waiting one replaces this one. `max`: all wait, first come, first served. */
  readonly queue: 'single' | 'max';
  readonly cancelInProgress: boolean;
  /** Called once, when it is its turn. */
  readonly start: () => void;
  /** Called if it is to end: replaced while it waits, or stopped for a newer one while it runs. */
  readonly cancel: (reason: string) => void;
}

export type ConcurrencyQueue = ReturnType<typeof createConcurrencyQueue>;

/** GitHub's limit on what waits in a group with `queue: max`; the newest is then refused. */
export const MAX_WAITING = 100;

/** Concurrency groups as GitHub keeps them: one of a group at work, names compared without case. */
export function createConcurrencyQueue() {
  /** The first of a group is at work, the others wait. */
  const groups = new Map<string, Turn[]>();
  const turnsOf = ({ group }: Turn) => groups.get(group.toLowerCase()) ?? [];

  return {
    enter(turn: Turn): void {
      const { group, queue } = turn;
      const [running, ...waiting] = turnsOf(turn);
      if (queue === 'max' && waiting.length >= MAX_WAITING) {
        turn.cancel(`${MAX_WAITING} already wait in the concurrency group ${group}, the most GitHub keeps`);
        return;
      }
      const [kept, displaced] = queue === 'single' ? [[], waiting] : [waiting, []];
      groups.set(group.toLowerCase(), [...(running ? [running] : []), ...kept, turn]);
      if (!running) turn.start();
      const reason = `a newer request waits in the concurrency group ${group}`;
      for (const other of displaced) other.cancel(reason);
      if (turn.cancelInProgress) running?.cancel(reason);
    },

    /** Gives the place back, whether it was waiting or running; leaving twice does nothing. */
    leave(turn: Turn): void {
      const turns = turnsOf(turn);
      const [next, ...rest] = turns.filter((other) => other !== turn);
      if (next) groups.set(turn.group.toLowerCase(), [next, ...rest]);
      else groups.delete(turn.group.toLowerCase());
      if (turns[0] === turn) next?.start();
    },
  };
}
