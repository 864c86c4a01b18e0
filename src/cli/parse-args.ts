import { parseArgs } from 'node:util';
import { UsageError } from './client-error.ts';
import { FLAGS, type FlagName, isFlag, valueName } from './commands.ts';
import { PROGRAM } from './help.ts';

/** A command line, taken apart; a flag without a value has an empty text. */
export interface ParsedArgs {
  words: string[];
  flags: ReadonlyMap<FlagName, string>;
}

/**
 * @param env where npm leaves the flags that it took for its own, because no `--` stood before them.
 * @throws {UsageError} for a flag that does not exist, or that lacks its value.
 */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): ParsedArgs {
  const options = Object.fromEntries(
    Object.keys(FLAGS).map((name) => [
      name,
      isFlag(name) && valueName(name) === undefined
        ? { type: 'boolean' as const, ...(name === 'help' ? { short: 'h' } : {}) }
        : { type: 'string' as const },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const words: string[] = [];
  const flags = new Map<FlagName, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value = '' } = token;
    if (!isFlag(name)) throw new UsageError(`There is no flag ${shown(rawName)}: ${SEE_HELP}`);
    const takesValue = valueName(name) !== undefined;
    if (takesValue && (value === '' || value.startsWith('--')))
      throw new UsageError(`${rawName} needs a value: ${SEE_HELP}`);
    if (!takesValue && token.value !== undefined)
      throw new UsageError(`${rawName} takes no value: ${SEE_HELP}`);
    flags.set(name, value);
  }
  for (const name of Object.keys(FLAGS)) {
    const isTaken = env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined;
    if (isTaken && isFlag(name) && !flags.has(name))
      throw new UsageError(`npm took --${name} for its own: write ${PROGRAM} COMMAND --${name} …`);
  }
  return { words, flags };
}

export const SEE_HELP = `see ${PROGRAM} --help.`;

/** Cut, and without what could act on a terminal. */
export function shown(value: string): string {
  const printable = value.replaceAll(/[^\P{C}]+/gu, ' ');
  return printable.length > 40 ? `"${printable.slice(0, 40)}…"` : `"${printable}"`;
}
