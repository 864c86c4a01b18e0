import * as z from 'zod/mini';
import { type Diagnosis, diagnosesOf } from '../core/diagnosis.ts';
import { tokenVariable, urlVariable, type Variables } from '../core/read-variable.ts';

const say = diagnosesOf('deployment');
const TIMEOUT_MILLISECONDS = 20_000;

const healthSchema = z.object({
  success: z.boolean(),
  error: z.optional(z.string()),
  issues: z._default(z.array(z.object({ path: z.string(), message: z.string() })), []),
});

/**
 * What the deployment that `FILL_CACHE_URL` names finds in its own environment; nothing if none is named.
 *
 * @throws if it does not answer.
 */
export async function diagnoseDeployment(
  env: Variables,
  fetch: typeof globalThis.fetch,
): Promise<Diagnosis[]> {
  const url = urlVariable(env, 'FILL_CACHE_URL');
  if (url === null) return [];
  const { origin } = new URL(url);
  const token = tokenVariable(env, 'FILL_CACHE_API_TOKEN');
  const response = await fetch(`${url.replace(/\/+$/, '')}/api/health`, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  }).catch((cause: unknown) => {
    throw new Error(`No fill-cache answers at ${origin}: check FILL_CACHE_URL.`, { cause });
  });
  const health = healthSchema.safeParse(await response.json().catch(() => null)).data;
  if (!health) return [say.problem(`What answers at ${origin} is no fill-cache: check FILL_CACHE_URL.`)];
  if (health.success) return [say.ok(`${origin} finds all well.`)];
  if (health.issues.length > 0)
    return health.issues.map(({ path, message }) => say.problem(`${path} at ${origin}: ${message}`));
  return [
    say.problem(
      `${origin} finds: ${health.error ?? 'not all is well'} Set FILL_CACHE_API_TOKEN to read more.`,
    ),
  ];
}
