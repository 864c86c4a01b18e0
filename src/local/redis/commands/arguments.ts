import { CommandError, notAnInteger, syntaxError } from './command.ts';

const largestInteger = 2n ** 63n - 1n;
const smallestInteger = -(2n ** 63n);

/** Redis' integers: 64 bits, written the one canonical way (no `+1`, no `01`, no blanks). */
export function parseInteger(word: string): bigint {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(word)) {
    throw notAnInteger();
  }
  const value = BigInt(word);
  if (value > largestInteger || value < smallestInteger) {
    throw notAnInteger();
  }
  return value;
}

/** A score: a decimal or an infinity. Redis takes hexadecimal ones too, which nobody sends. */
export function parseScore(word: string, refusal = 'ERR value is not a valid float'): number {
  const infinity = /^([+-]?)inf(inity)?$/i.exec(word);
  if (infinity !== null) {
    return infinity[1] === '-' ? -Infinity : Infinity;
  }
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
  if (!Number.isFinite(value)) {
    throw new CommandError(refusal);
  }
  return value;
}

/**
 * Reads options such as `EX 10 NX` into `{EX: '10', NX: ''}`.
 *
 * @param flags options that stand alone
 * @param valued options that are followed by a value
 * @throws CommandError (syntax error) if a word is none of them or a value is missing
 */
export function parseOptions<Flag extends string, Valued extends string>(
  words: readonly string[],
  flags: readonly Flag[],
  valued: readonly Valued[],
): Partial<Record<Flag | Valued, string>> {
  const options: Partial<Record<Flag | Valued, string>> = {};
  const rest = words.values();
  for (const word of rest) {
    const flag = flags.find((name) => name === word.toUpperCase());
    const option = valued.find((name) => name === word.toUpperCase());
    if (flag !== undefined) {
      options[flag] = '';
    } else if (option !== undefined) {
      const { done, value } = rest.next();
      if (done) {
        throw syntaxError();
      }
      options[option] = value;
    } else {
      throw syntaxError();
    }
  }
  return options;
}

/** Splits `a 1 b 2` into `[['a', '1'], ['b', '2']]`; undefined if one is left over. */
export function parsePairs(words: readonly string[]): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  const rest = words.values();
  for (const first of rest) {
    const { done, value: second } = rest.next();
    if (done) {
      return undefined;
    }
    pairs.push([first, second]);
  }
  return pairs;
}

export type TimeUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT';

/**
 * When a key expires, in milliseconds since 1970. A time beyond what a double holds (the year 287396) is held to that.
 *
 * @throws CommandError if the word is no integer or the sum leaves 64 bits
 */
export function parseExpiry(word: string, unit: TimeUnit, command: string, now: number): number {
  const amount = parseInteger(word) * (unit.startsWith('EX') ? 1000n : 1n);
  const at = unit.endsWith('AT') ? amount : amount + BigInt(now);
  if (amount < smallestInteger || amount > largestInteger || at > largestInteger) {
    throw invalidExpireTime(command);
  }
  return Math.min(Number(at), Number.MAX_SAFE_INTEGER);
}

export const invalidExpireTime = (command: string): CommandError =>
  new CommandError(`ERR invalid expire time in '${command}' command`);
