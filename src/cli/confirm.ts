import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

type Ask<Answer> = (question: string) => Promise<Answer>;

/** Asks a question on a terminal. @returns the line of the answer, without blanks around it. */
export function askOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  stop: AbortSignal,
): Ask<string> {
  return async (question) => {
    const lines = createInterface({ input, output });
    try {
      // A terminal that ends without an answer (Ctrl-D) has given an empty one.
      const ended = once(lines, 'close').then(() => '');
      return (await Promise.race([lines.question(question, { signal: stop }), ended])).trim();
    } finally {
      lines.close();
    }
  };
}

/** Asks a question on a terminal; only `y` or `yes` is a yes. */
export function confirmOn(...terminal: Parameters<typeof askOn>): Ask<boolean> {
  const ask = askOn(...terminal);
  return async (question) => /^y(es)?$/i.test(await ask(`${question} [y/N] `));
}
