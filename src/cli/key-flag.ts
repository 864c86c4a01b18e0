import type { Option } from 'commander';
import { flagRefused, valueFlag } from './flag.ts';

export interface KeyFlag {
  idempotencyKey?: string;
}

export function keyFlag(): Option {
  const description = 'The same one gives the same job for 24 hours.';
  return valueFlag('idempotency-key', 'KEY', description, (text) => {
    if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
    throw flagRefused('idempotency-key', text, '1 to 255 printable characters without spaces');
  });
}

export function keyHeader({ idempotencyKey }: KeyFlag): Record<string, string> {
  return idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
}
