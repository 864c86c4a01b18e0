import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { InputRefused } from '../core/input-refused.ts';

/** Where and why this run runs, as GitHub tells it through the environment. */
export interface RunContext {
  eventName: string;
  /** `client_payload` of a `repository_dispatch`; untrusted. */
  payload: unknown;
  /** The same for a re-run of the same run: it goes on with the hop that it took. */
  runId: string;
  /** `owner/name`. */
  repository: string;
  apiUrl: string;
  runUrl: string;
}

const eventSchema = z.looseObject({ client_payload: z.unknown().optional() });

/** @throws {InputRefused} if the event file cannot be read. */
export async function readRunContext(env: NodeJS.ProcessEnv): Promise<RunContext> {
  const repository = env.GITHUB_REPOSITORY ?? '';
  const runId = env.GITHUB_RUN_ID ?? `local-${process.pid}-${Date.now()}`;
  return {
    eventName: env.GITHUB_EVENT_NAME ?? '',
    payload: await readPayload(env.GITHUB_EVENT_PATH),
    runId,
    repository,
    apiUrl: env.GITHUB_API_URL ?? 'https://api.github.com',
    runUrl: `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${repository}/actions/runs/${runId}`,
  };
}

async function readPayload(path: string | undefined): Promise<unknown> {
  if (!path) return null;
  try {
    return eventSchema.parse(JSON.parse(await readFile(path, 'utf8'))).client_payload ?? null;
  } catch (error) {
    throw new InputRefused('The event file of this run cannot be read: start the run again.', {
      cause: error,
    });
  }
}
