type ByteTest = (byte: number) => boolean;

/** One step of a pattern: any number of bytes, or one byte that passes. */
type Step = 'any' | ByteTest;

/**
 * Redis' glob patterns: `*`, `?`, `[abc]`, `[^a]`, `[a-z]` and `\` before a character that is meant as it is.
 * Redis matches bytes, not characters: `?` is half an `é`. The time is at most pattern × text, whatever the pattern.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  if (pattern === '*') {
    return () => true;
  }
  const steps = parse(Buffer.from(pattern));
  return (text) => matches(steps, Buffer.from(text));
}

function matches(steps: Step[], bytes: Buffer): boolean {
  let step = 0;
  let at = 0;
  let resume: { step: number; at: number } | undefined; // after the last star: what follows it, and from where
  while (true) {
    const test = steps[step];
    const byte = bytes[at];
    if (test === 'any') {
      step += 1;
      resume = { step, at };
    } else if (test !== undefined && byte !== undefined && test(byte)) {
      step += 1;
      at += 1;
    } else if (test === undefined && byte === undefined) {
      return true;
    } else if (resume !== undefined && resume.at < bytes.length) {
      resume = { step: resume.step, at: resume.at + 1 };
      ({ step, at } = resume);
    } else {
      return false;
    }
  }
}

function parse(pattern: Buffer): Step[] {
  const text = pattern.toString('latin1'); // one character per byte
  const steps: Step[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '*') {
      steps.push('any');
    } else if (character === '?') {
      steps.push(() => true);
    } else if (character === '[') {
      const { test, end } = parseClass(pattern, at + 1);
      steps.push(test);
      at = end;
    } else {
      at += character === '\\' && at + 1 < text.length ? 1 : 0;
      const wanted = pattern[at];
      steps.push((byte) => byte === wanted);
    }
  }
  return steps;
}

/** Reads from behind the `[`; `end` is where the `]` stands. Without one the class goes to the end, as in Redis. */
function parseClass(pattern: Buffer, start: number): { test: ByteTest; end: number } {
  const text = pattern.toString('latin1');
  const negated = text[start] === '^';
  const ranges: [number, number][] = [];
  let at = negated ? start + 1 : start;
  while (at < text.length && text[at] !== ']') {
    if (text[at] === '\\' && at + 1 < text.length) {
      ranges.push(rangeOf(pattern, at + 1, at + 1));
      at += 2;
    } else if (text[at + 1] === '-' && at + 2 < text.length) {
      ranges.push(rangeOf(pattern, at, at + 2));
      at += 3;
    } else {
      ranges.push(rangeOf(pattern, at, at));
      at += 1;
    }
  }
  const within: ByteTest = (byte) => ranges.some(([low, high]) => byte >= low && byte <= high);
  return { test: negated ? (byte) => !within(byte) : within, end: at };
}

function rangeOf(pattern: Buffer, from: number, to: number): [number, number] {
  const [first = 0, last = 0] = [pattern[from], pattern[to]];
  return [Math.min(first, last), Math.max(first, last)];
}
