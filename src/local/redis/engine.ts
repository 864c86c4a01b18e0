/** What a command answers, as RESP2 has it: a hash is a flat list, a score is a string. */
export type RedisValue = string | number | null | RedisValue[];

/** The answer to one command of a request. An error is Redis' own text, such as `WRONGTYPE Operation …`. */
export type Reply = { result: RedisValue } | { error: string };

/** A Redis behind the REST API: the embedded one over a file, or a real server. */
export interface RedisEngine {
  /**
   * Runs the commands in order, each gets an answer: one that fails stops none of the others.
   * A `transaction` runs with nothing in between, or not at all.
   *
   * @throws {TransactionDiscarded}
   * @throws {Error} if the engine could not do its work; what it had done by then is not known
   */
  execute(commands: string[][], mode: 'pipeline' | 'transaction'): Promise<Reply[]>;
  close(): Promise<void>;
}

/**
 * A transaction that did nothing, because Redis would not queue one of its commands. The message begins with Redis'
 * words and then names the first such error, which Redis leaves out.
 */
export class TransactionDiscarded extends Error {
  override readonly name = 'TransactionDiscarded';

  constructor(firstError: string) {
    super(`EXECABORT Transaction discarded because of previous errors. The first: ${firstError}`);
  }
}
