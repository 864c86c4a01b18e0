import { CommanderError, Option } from 'commander';
import * as z from 'zod/mini';
import { descriptionOf } from '../core/description-of.ts';
import { shown } from '../core/shown.ts';
import { UsageError } from './client-error.ts';

/** A flag that takes no value. */
export function switchFlag(name: string, description: string): Option {
  return new Option(`--${name}`, description);
}

/**
 * A flag with a value, which `parse` may turn into another, or refuse by throwing a {@link UsageError}.
 *
 * @param value how the help calls it.
 */
export function valueFlag<Value>(
  name: string,
  value: string,
  description: string,
  parse: (text: string) => Value,
): Option {
  const option = new Option(`--${name} <${value}>`, description);
  return option.argParser((text: string, previous?: Value) => {
    // Commander would drop the first, and half of a list with it.
    if (previous !== undefined && previous !== option.defaultValue)
      throw new UsageError(`--${name} is given twice: give it once.`);
    // In `--tickers --exit` the value was forgotten.
    if (text === '' || text.startsWith('--')) throw missingValue(name);
    return parse(text);
  });
}

/** @param limits the least and the most that it may be; `description` says them. */
export function wholeNumberFlag(
  name: string,
  value: string,
  description: string,
  [least, most]: readonly [number, number],
): Option {
  return valueFlag(name, value, description, (text) => {
    const number = wholeNumber(text);
    if (number >= least && number <= most) return number;
    throw flagRefused(name, text, `a whole number from ${least} to ${most}`);
  });
}

export function choiceFlag(
  name: string,
  description: string,
  allowed: readonly string[],
  value = allowed.join('|'),
): Option {
  return valueFlag(name, value, description, (text) => {
    if (allowed.includes(text)) return text;
    throw flagRefused(name, text, allowed.join(', ').replace(/, ([^,]+)$/, ' or $1'));
  });
}

/** A flag whose value a schema checks; the schema's description says what it allows. */
export function schemaFlag(
  name: string,
  value: string,
  description: string,
  schema: z.core.$ZodType,
): Option {
  return valueFlag(name, value, description, (text) => {
    const parsed = z.safeParse(schema, /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text);
    if (parsed.success) return parsed.data;
    throw flagRefused(name, text, descriptionOf(schema));
  });
}

/** An error that names the flag, its value, and what is allowed. */
export function flagRefused(name: string, value: string, allowed: string): UsageError {
  return new UsageError(`--${name} is ${shown(value)}: it must be ${allowed}.`);
}

/** NaN for what is no whole number. */
export function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** The error that commander itself throws where a value is missing at the end of the line. */
function missingValue(name: string): CommanderError {
  return new CommanderError(2, 'commander.optionMissingArgument', `option '--${name}' argument missing`);
}
