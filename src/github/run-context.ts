import { existsSync } from 'node:fs';
import { InputRefused } from '../core/input-refused.ts';

/** Where and why this run runs. */
export interface RunContext {
  eventName: string;
  /** `client_payload` of a `repository_dispatch`; untrusted. */
  payload: unknown;
  /** The same for a re-run of the same run: it continues with the hop that it took. */
  runId: string;
  /** `owner/name`. */
  repository: string;
  apiUrl: string;
  runUrl: string;
}

/**
 * What GitHub gives a run, as `@actions/github` reads it from `process.env` and the event file.
 *
 * @throws {InputRefused} if the event file cannot be read.
 */
export async function readRunContext(
  importContext = () => import('./action-context.ts'),
): Promise<RunContext> {
  const { GITHUB_EVENT_PATH: eventPath, GITHUB_REPOSITORY: repository = '' } = process.env;
  // The toolkit would go on without an event.
  if (eventPath && !existsSync(eventPath)) throw unreadable(undefined);
  const { context } = await importContext().catch((cause: unknown) => {
    throw unreadable(cause);
  });
  const event: unknown = context.payload;
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw unreadable(undefined);
  const runId = Number.isNaN(context.runId) ? `local-${process.pid}-${Date.now()}` : String(context.runId);
  return {
    eventName: context.eventName ?? '',
    payload: context.payload.client_payload ?? null,
    runId,
    repository,
    apiUrl: context.apiUrl,
    runUrl: `${context.serverUrl}/${repository}/actions/runs/${runId}`,
  };
}

function unreadable(cause: unknown): InputRefused {
  return new InputRefused('The event file of this run cannot be read: start the run again.', { cause });
}
