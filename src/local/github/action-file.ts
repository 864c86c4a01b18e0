import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

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
    super(
      `${path} is not a JavaScript action that the stand-in for GitHub can run: ${z.prettifyError(cause)}`,
      {
        cause,
      },
    );
  }
}

const Default = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const ActionBody = z.object({
  inputs: z.record(z.string(), z.object({ default: Default.default('') })).default({}),
  runs: z.object({ using: z.literal('node24'), main: z.string() }),
});
