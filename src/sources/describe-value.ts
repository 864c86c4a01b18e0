import { oneLine } from '../core/one-line.ts';

/** A foreign value as an issue notes it: a number as it is, all else as a short text that is safe to show. */
export function describeValue(value: unknown): number | string {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : '{…}';
  return oneLine(String(value)).slice(0, LONGEST_CHARACTERS).toWellFormed();
}

const LONGEST_CHARACTERS = 40;
