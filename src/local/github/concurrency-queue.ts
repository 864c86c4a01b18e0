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

export interface ConcurrencyQueue {
  enter(turn: Turn): void;
  /** Gives the place back, whether it was waiting or running; leaving twice does nothing. */
  leave(turn: Turn): void;
}

/** GitHub's limit on what waits in a group with `queue: max`; the newest is then refused. */
export const MAX_WAITING = 100;

/** Concurrency groups as GitHub keeps them: one of a group at work, names compared without case. */
export function createConcurrencyQueue(): ConcurrencyQueue {
  const groups = new Map<string, { running: Turn; waiting: Turn[] }>();

  return {
    enter(turn) {
      const key = turn.group.toLowerCase();
      const group = groups.get(key);
      if (!group) {
        groups.set(key, { running: turn, waiting: [] });
        turn.start();
        return;
      }
      if (turn.queue === 'max' && group.waiting.length >= MAX_WAITING) {
        turn.cancel(
          `${MAX_WAITING} already wait in the concurrency group ${turn.group}, the most GitHub keeps`,
        );
        return;
      }
      const displaced = turn.queue === 'single' ? group.waiting.splice(0) : [];
      group.waiting.push(turn);
      const reason = `a newer request waits in the concurrency group ${turn.group}`;
      for (const other of displaced) other.cancel(reason);
      if (turn.cancelInProgress) group.running.cancel(reason);
    },

    leave(turn) {
      const key = turn.group.toLowerCase();
      const group = groups.get(key);
      if (!group) return;
      group.waiting = group.waiting.filter((other) => other !== turn);
      if (group.running !== turn) return;
      const next = group.waiting.shift();
      if (!next) {
        groups.delete(key);
        return;
      }
      group.running = next;
      next.start();
    },
  };
}
