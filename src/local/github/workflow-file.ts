import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/**
 * Reads the workflows of a checkout, `.github/workflows/*.yml`. Each event reads them again, since at GitHub
 * too a run follows the file as it stands at the head of the default branch; and without a pause, so that
 * events keep the order in which they came.
 *
 * @throws WorkflowUnreadable if a file is no YAML or has no `on` and `jobs`.
 */
export function readWorkflows(root: string): Workflow[] {
  const folder = join(root, WORKFLOWS_FOLDER);
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  return files.sort().map((file) => parseWorkflow(file, readFileSync(join(folder, file), 'utf8')));
}

export const WORKFLOWS_FOLDER = '.github/workflows';

export type Workflow = z.infer<typeof Head> & { readonly file: string };
export type Job = z.infer<typeof JobBody>;
export type Step = z.infer<typeof StepBody>;
export type Concurrency = z.infer<typeof ConcurrencyBody>;
export type DispatchInput = z.infer<typeof DispatchInputBody>;

export class WorkflowUnreadable extends Error {
  override readonly name = 'WorkflowUnreadable';

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    super(`${WORKFLOWS_FOLDER}/${file} is not a workflow that the stand-in for GitHub can run: ${reason}`, {
      cause,
    });
  }
}

/**
 * The jobs of a workflow that is about to run. Read apart from the head, and strictly: what a workflow that only
 * GitHub runs may use (`run:`, a matrix) must not stop the others, but what is started here must be understood.
 */
export function readJobs(workflow: Workflow): ReadonlyMap<string, Job> {
  const jobs = z.record(z.string(), JobBody).safeParse(workflow.jobs);
  if (!jobs.success) throw new WorkflowUnreadable(workflow.file, jobs.error);
  return new Map(Object.entries(jobs.data));
}

function parseWorkflow(file: string, text: string): Workflow {
  try {
    return { file, ...Head.parse(parse(text)) };
  } catch (error) {
    throw new WorkflowUnreadable(file, error);
  }
}

const Scalar = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => String(value ?? ''));
const Environment = z.record(z.string(), Scalar).default({});

const DispatchInputBody = z.object({
  type: z.enum(['string', 'choice', 'boolean', 'number', 'environment']).default('string'),
  required: z.boolean().default(false),
  default: Scalar.optional(),
  options: z.array(Scalar).default([]),
});

const TriggersBody = z.object({
  workflow_dispatch: z.object({ inputs: z.record(z.string(), DispatchInputBody).default({}) }).optional(),
  repository_dispatch: z.object({ types: z.array(z.string()).optional() }).optional(),
  schedule: z.array(z.object({ cron: z.string(), timezone: z.string().optional() })).default([]),
});

// `on: push`, `on: [push]` and `on: {push: }` say the same.
const Triggers = z.preprocess((on) => {
  if (typeof on === 'string') return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [name, {}]));
  if (typeof on !== 'object' || on === null) return on;
  return Object.fromEntries(Object.entries(on).map(([name, detail]) => [name, detail ?? {}]));
}, TriggersBody);

const ConcurrencyBody = z.union([
  z.string().transform((group) => ({ group, 'cancel-in-progress': 'false', queue: 'single' as const })),
  z.strictObject({
    group: z.string(),
    'cancel-in-progress': Scalar.default('false'),
    queue: z.enum(['single', 'max']).default('single'),
  }),
]);

const PermissionsBody = z.union([z.enum(['read-all', 'write-all']), z.record(z.string(), z.string())]);

const Head = z.object({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: Triggers,
  permissions: PermissionsBody.optional(),
  env: Environment,
  concurrency: ConcurrencyBody.optional(),
  jobs: z.record(z.string(), z.unknown()),
});

const StepBody = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: Scalar.optional(),
  uses: z.string(),
  with: Environment,
  env: Environment,
  'continue-on-error': z.boolean().default(false),
});

const JobBody = z.strictObject({
  name: z.string().optional(),
  if: Scalar.optional(),
  'runs-on': z.unknown(),
  permissions: PermissionsBody.optional(),
  env: Environment,
  'timeout-minutes': Scalar.default('360'),
  steps: z.array(StepBody).min(1),
});
