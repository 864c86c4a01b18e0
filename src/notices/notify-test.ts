import { deliver } from './deliver.ts';
import { deliveryLine } from './delivery-line.ts';
import { notifyConfigFromEnvironment } from './notice-settings.ts';
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

/** What became of a test at one address. */
export interface TestedAddress {
  line: string;
  delivered: boolean;
}

/**
 * Sends a test to the addresses that the environment names.
 *
 * @throws {InputRefused} with one sentence that names a variable that cannot be used.
 */
export async function testNotices(env: NodeJS.ProcessEnv, ports: NoticePorts): Promise<TestedAddress[]> {
  const deliveries = await notifyTest(notifyConfigFromEnvironment(env), ports);
  return deliveries.map((delivery) => ({ line: deliveryLine(delivery), delivered: delivery.delivered }));
}
