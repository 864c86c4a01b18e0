import { createInterface } from 'node:readline/promises';

type Ask<Answer> = (question: string) => Promise<Answer>;

/** Asks a question on a terminal. @returns the line of the answer, without blanks around it. @throws on Ctrl-D. */
export function askOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  stop: AbortSignal,
): Ask<string> {
  return async (question) => {
    const lines = createInterface({ input, output });
    try {
      return (await lines.question(question, { signal: stop })).trim();
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
