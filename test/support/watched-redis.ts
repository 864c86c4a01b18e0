import type { Command, Redis, Reply } from '../../src/store/redis.ts';

export interface WatchedRedis extends Redis {
  /** Each request so far, before it was sent. */
  readonly requests: (readonly Command[])[];
  /** Comes before each request; one that rejects keeps it from Redis. */
  before: (commands: readonly Command[]) => Promise<void>;
  /** Sends one command, past the record and `before`. */
  ask(...command: Command): Promise<Reply>;
}

/** Keeps a record of what is sent, and lets a test hold it up or lose it. */
export function watchRedis(redis: Redis): WatchedRedis {
  const watched = (send: Redis['pipeline']) => async (commands: readonly Command[]) => {
    watch.requests.push(commands);
    await watch.before(commands);
    return send(commands);
  };
  const watch: WatchedRedis = {
    requests: [],
    before: async () => {},
    pipeline: watched(redis.pipeline),
    transaction: watched(redis.transaction),
    async ask(...command) {
      const [reply = null] = await redis.pipeline([command]);
      return reply;
    },
  };
  return watch;
}
