import type { RunStarter } from '../jobs/run-starter.ts';
import { type ApiPorts, withStarter } from './api-ports.ts';

/**
 * The ports of a start. A job can be made without GitHub, but not started.
 *
 * @throws {Problem} 503 before anything is changed.
 */
export function startPorts(ports: ApiPorts, start: boolean): ApiPorts & { starter: RunStarter } {
  if (start) return withStarter(ports);
  return { ...ports, starter: async (requested) => withStarter(ports).starter(requested) };
}
