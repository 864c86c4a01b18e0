import { parseArgs } from 'node:util';

export interface Flags {
  stories: number;
  seed: number;
  atOnce: number;
  help: boolean;
}

const number = (value: number) => ({ type: 'string', default: String(value) }) as const;
const OPTIONS = {
  stories: number(30),
  seed: number(1),
  'at-once': number(5),
  help: { type: 'boolean', default: false },
} as const;

/** @throws an error of one sentence that names the flag, its value and what is allowed. */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({ args, options: OPTIONS });
  const whole = (name: 'stories' | 'seed' | 'at-once') => {
    if (/^[1-9]\d{0,8}$/.test(values[name])) return Number(values[name]);
    throw new Error(`--${name} is '${values[name]}': it must be a whole number from 1 on.`);
  };
  return { stories: whole('stories'), seed: whole('seed'), atOnce: whole('at-once'), help: values.help };
}
