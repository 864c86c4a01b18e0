import { styleText } from 'node:util';
import { harmlessLine } from '../core/harmless-text.ts';

export type Emphasis = 'plain' | 'strong' | 'warning' | 'error';

/** Prints lines that stay, and on a terminal one below them that is drawn again and again. */
export interface Terminal {
  /** Whether a line can be drawn again. */
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Prints a line, or several; none of them acts on a terminal or, in a run of GitHub, on the runner. */
  log(text: string, emphasis?: Emphasis): void;
  /** Draws the line at the bottom again, or takes it away. Where there is no terminal nothing is drawn. */
  draw(line: string | null): void;
}

type Stream = Pick<NodeJS.WriteStream, 'write'> & {
  isTTY?: boolean;
  columns?: number;
  hasColors?(): boolean;
};

export function createTerminal(stream: Stream, env: NodeJS.ProcessEnv): Terminal {
  const isTerminal = stream.isTTY === true && env.TERM !== 'dumb';
  const hasColors = isTerminal && (stream.hasColors?.() ?? false);
  let drawn: string | null = null;

  const erase = () => {
    if (drawn !== null) stream.write(ERASE_LINE);
  };
  return {
    isTerminal,
    get columns() {
      return stream.columns ?? 80;
    },
    log(text, emphasis = 'plain') {
      erase();
      for (const line of text.split('\n'))
        stream.write(`${emphasize(harmlessLine(line), emphasis, hasColors)}\n`);
      if (drawn !== null) stream.write(drawn);
    },
    draw(line) {
      if (!isTerminal) return;
      erase();
      drawn = line === null ? null : harmlessLine(line);
      if (drawn !== null) stream.write(drawn);
    },
  };
}

const ERASE_LINE = '\r\u001B[2K';

const STYLES = { strong: 'bold', warning: 'yellow', error: 'red' } as const;

function emphasize(line: string, emphasis: Emphasis, hasColors: boolean): string {
  if (emphasis === 'plain' || line === '' || !hasColors) return line;
  return styleText(STYLES[emphasis], line, { validateStream: false });
}
