import { UsageError } from './client-error.ts';
import { type FlagName, NUMBERS } from './commands.ts';
import { shown } from './parse-args.ts';

/** The flags that were given, and their texts as values; null for what was not given. */
export interface FlagValues {
  has(name: FlagName): boolean;
  read<Value>(name: FlagName, parse: (text: string) => Value): Value | null;
  /** @throws {UsageError} */
  wholeNumber(name: keyof typeof NUMBERS): number | null;
  /** @throws {UsageError} */
  oneOf<const Value extends string>(name: FlagName, allowed: readonly Value[]): Value | null;
  /** An error that names the flag, its text, and what is allowed. */
  refusal(name: FlagName, allowed: string): UsageError;
}

export function flagValues(given: ReadonlyMap<FlagName, string>): FlagValues {
  const values: FlagValues = {
    has: (name) => given.has(name),
    read(name, parse) {
      const text = given.get(name);
      return text === undefined ? null : parse(text);
    },
    wholeNumber: (name) =>
      values.read(name, (text) => {
        const [least, most] = NUMBERS[name];
        const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
        if (number >= least && number <= most) return number;
        throw values.refusal(name, `a whole number from ${least} to ${most}`);
      }),
    oneOf: (name, allowed) =>
      values.read(name, (text) => {
        const found = allowed.find((one) => one === text);
        if (found !== undefined) return found;
        throw values.refusal(name, allowed.join(', ').replace(/, ([^,]+)$/, ' or $1'));
      }),
    refusal: (name, allowed) =>
      new UsageError(`--${name} is ${shown(given.get(name) ?? '')}: it must be ${allowed}.`),
  };
  return values;
}
