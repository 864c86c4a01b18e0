import { type RunStarter, startByWorkflow } from '../jobs/run-starter.ts';
import type { ApiPorts } from './api-ports.ts';
import { requireWorkflow } from './require-workflow.ts';

/** The ports of a use case that starts runs. @throws {Problem} 503 before anything is changed. */
export function withStarter(ports: ApiPorts): ApiPorts & { starter: RunStarter } {
  return { ...ports, starter: startByWorkflow(requireWorkflow(ports)) };
}

/**
 * The ports of a start. A job can be made without GitHub, but not started.
 *
 * @throws {Problem} 503 before anything is changed.
 */
export function startPorts(ports: ApiPorts, start: boolean): ApiPorts & { starter: RunStarter } {
  if (start) return withStarter(ports);
  return { ...ports, starter: async (requested) => withStarter(ports).starter(requested) };
}
