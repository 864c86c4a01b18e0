import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Contexts, interpolate } from './expression.ts';

/** What a runner needs to know of an `action.yml`: its inputs with their defaults, and the file to run. */
export type ActionFile = z.infer<typeof ActionBody>;

/** Reads the `action.yml` of a checkout; anew for each step, as it may have been changed since the last one. */
export function readActionFile(root: string): ActionFile {
  const path = join(root, 'action.yml');
  const action = ActionBody.safeParse(parse(readFileSync(path, 'utf8')));
  if (action.success) return action.data;
  throw new ActionUnreadable(path, action.error);
}

export class ActionUnreadable extends Error {
  override readonly name = 'ActionUnreadable';

  constructor(path: string, cause: z.ZodError) {
    const reason = z.prettifyError(cause);
    super(`${path} is not a JavaScript action that the stand-in for GitHub can run: ${reason}`, { cause });
  }
}

/**
 * The variables `INPUT_…` of a step `uses: ./`. An input that `with:` names keeps its value, even an empty one;
 * one that is not named gets the default of the `action.yml`.
 */
export function inputVariables(
  { inputs }: ActionFile,
  given: Readonly<Record<string, string>>,
  contexts: Contexts,
): Record<string, string> {
  const defaults = Object.entries(inputs).map(([name, input]) => [name, input.default] as const);
  return Object.fromEntries(
    [...defaults, ...Object.entries(given)].map(([name, template]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      interpolate(template, contexts),
    ]),
  );
}

/** The inputs of `with:` that the action does not know; GitHub warns of them and passes them on. */
export function unexpectedInputs(action: ActionFile, given: Readonly<Record<string, string>>): string[] {
  return Object.keys(given).filter((name) => !Object.hasOwn(action.inputs, name));
}

const Default = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const ActionBody = z.object({
  inputs: z.record(z.string(), z.object({ default: Default.default('') })).default({}),
  runs: z.object({ using: z.literal('node24'), main: z.string() }),
});
