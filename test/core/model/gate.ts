import type { Command, Redis, Reply } from '../../../src/store/redis.ts';

/** A request that a run has sent and that nobody has carried out yet. */
export interface Held {
  /** Carries it out; again if it is called again, as a client does that got no answer. */
  land(): Promise<Reply[]>;
  /** Lets the run have its answer. */
  answer(replies: Reply[]): void;
}

export interface Gate extends Redis {
  readonly held: Held[];
}

/** A way to Redis on which each request waits for a test to carry it out, lose it, or do so late. */
export function createGate(redis: Redis): Gate {
  const held: Held[] = [];
  const hold = (send: Redis['pipeline']) => (commands: readonly Command[]) =>
    new Promise<Reply[]>((answer) => held.push({ land: () => send(commands), answer }));
  return { held, pipeline: hold(redis.pipeline), transaction: hold(redis.transaction) };
}
