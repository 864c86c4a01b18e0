import { deliver } from './deliver.ts';
import type { NotifyConfig } from './notify-config.ts';
import type { NoticePorts } from './send-once.ts';
import type { Delivery } from './send-until.ts';

/**
 * Sends a test to every target, whatever `notify-on` says. The heartbeat is left out: a ping would say that a job has
 * succeeded. Never rejects; done within nine seconds.
 */
export async function notifyTest(config: NotifyConfig, ports: NoticePorts): Promise<Delivery[]> {
  return deliver({ event: 'test', at: new Date(ports.clock.now()).toISOString() }, config, ports);
}
