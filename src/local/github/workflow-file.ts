import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/**
 * Reads the workflows of a checkout, `.github/workflows/*.yml`. Each event reads them again, since at GitHub
 * too a run follows the file as it stands at the head of the default branch; and without a pause, so that
 * events keep the order in which they came.
 */
export function readWorkflows(root: string): Workflow[] {
  const files = readdirSync(join(root, WORKFLOWS_FOLDER)).filter((file) => /\.ya?ml$/.test(file));
  return files.sort().map((file) => {
    const path = join(WORKFLOWS_FOLDER, file);
    return { file, ...parsed(path, 'a workflow', Head, () => readYaml(join(root, path))) };
  });
}

/**
 * The jobs of a workflow that is about to run. Read apart from the head, and strictly: what a workflow that only
 * GitHub runs may use (`run:`, a matrix) must not stop the others, but what is started here must be understood.
 */
export function readJobs({ file, jobs }: Workflow): Record<string, Job> {
  return parsed(join(WORKFLOWS_FOLDER, file), 'a workflow', z.record(z.string(), JobBody), () => jobs);
}

/** Reads the `action.yml` of a checkout: the inputs with their defaults, and the file to run. */
export function readActionFile(root: string): ActionFile {
  const path = join(root, 'action.yml');
  return parsed(path, 'a JavaScript action', ActionBody, () => readYaml(path));
}

export const WORKFLOWS_FOLDER = '.github/workflows';

export type Workflow = z.infer<typeof Head> & { readonly file: string };
export type Job = z.infer<typeof JobBody>;
export type Step = z.infer<typeof StepBody>;
export type ActionFile = z.infer<typeof ActionBody>;

/** A workflow or an action that GitHub may be able to run, but not the stand-in. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';

  constructor(path: string, kind: string, cause: unknown) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    super(`${path} is not ${kind} that the stand-in for GitHub can run: ${reason}`, { cause });
  }
}

/** What was read before, by its path: events are many, and changes of a file are few. */
const documents = new Map<string, { text: string; document: unknown }>();

function readYaml(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  const before = documents.get(path);
  if (before?.text === text) return before.document;
  const document: unknown = parse(text);
  documents.set(path, { text, document });
  return document;
}

function parsed<T>(path: string, kind: string, schema: z.ZodType<T>, read: () => unknown): T {
  try {
    return schema.parse(read());
  } catch (error) {
    throw new FileUnreadable(path, kind, error);
  }
}

const Scalar = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => String(value ?? ''));
const Environment = z.record(z.string(), Scalar).default({});

const DispatchInput = z.object({
  type: z.enum(['string', 'choice', 'boolean', 'number', 'environment']).default('string'),
  required: z.boolean().default(false),
  default: Scalar.default(''),
  options: z.array(Scalar).default([]),
});

// `on: push`, `on: [push]` and `on: {push: }` say the same.
const Triggers = z.preprocess(
  (on) => {
    if (typeof on !== 'object' || on === null || Array.isArray(on))
      return Object.fromEntries([on].flat().map((name) => [name, {}]));
    return Object.fromEntries(Object.entries(on).map(([name, detail]) => [name, detail ?? {}]));
  },
  z.object({
    workflow_dispatch: z.object({ inputs: z.record(z.string(), DispatchInput).default({}) }).optional(),
    repository_dispatch: z.object({ types: z.array(z.string()).optional() }).optional(),
    schedule: z.array(z.object({ cron: z.string() })).default([]),
  }),
);

const Concurrency = z.preprocess(
  (group) => (typeof group === 'string' ? { group } : group),
  z.strictObject({
    group: z.string(),
    'cancel-in-progress': Scalar.default('false'),
    queue: z.enum(['single', 'max']).default('single'),
  }),
);

const Permissions = z.union([z.enum(['read-all', 'write-all']), z.record(z.string(), z.string())]).optional();

const Head = z.object({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: Triggers,
  permissions: Permissions,
  env: Environment,
  concurrency: Concurrency.optional(),
  jobs: z.record(z.string(), z.unknown()),
});

const StepBody = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: Scalar.default('success()'),
  uses: z.string(),
  with: Environment,
  env: Environment,
  'continue-on-error': z.boolean().default(false),
});

const JobBody = z.strictObject({
  name: z.string().optional(),
  if: Scalar.default('success()'),
  'runs-on': z.unknown(),
  permissions: Permissions,
  env: Environment,
  'timeout-minutes': Scalar.default('360'),
  steps: z.array(StepBody).min(1),
});

const ActionBody = z.object({
  inputs: z.record(z.string(), z.object({ default: Scalar.default('') })).default({}),
  runs: z.object({ using: z.literal('node24'), main: z.string() }),
});
