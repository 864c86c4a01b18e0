import { createInterface } from 'node:readline/promises';

/** Asks a question on a terminal; only `y` or `yes` is a yes. */
export function confirmOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  stop: AbortSignal,
): (question: string) => Promise<boolean> {
  return async (question) => {
    const lines = createInterface({ input, output });
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: stop })).trim());
    } finally {
      lines.close();
    }
  };
}
