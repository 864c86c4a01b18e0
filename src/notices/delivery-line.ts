import type { Delivery } from './send-until.ts';

/** One line for a log: `https://hooks.slack.com: delivered (200)`. */
export function deliveryLine(delivery: Delivery): string {
  const { target, attempts } = delivery;
  const again = attempts > 1 ? `, ${attempts} attempts` : '';
  if (delivery.delivered) return `${target}: delivered (${delivery.status}${again})`;
  return `${target}: not delivered (${delivery.reason}${again})`;
}
