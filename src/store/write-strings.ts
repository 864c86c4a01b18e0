import type { Redis } from './redis.ts';
import { RedisRequestTooLarge } from './redis-error.ts';

type Entry = readonly [key: string, value: string];

/** Upstash takes requests of 10 MB (older databases: 1 MB); the rest is for escapes and commands. */
const REQUEST_BYTES = 8_000_000;

/**
 * Sets many strings with as few commands as the size of a request allows. Where Redis takes less than we think,
 * the group is halved, down to one document a request.
 */
export async function writeStrings(redis: Redis, entries: readonly Entry[]): Promise<void> {
  for (const group of groups(entries)) await writeGroup(redis, group);
}

async function writeGroup(redis: Redis, group: readonly Entry[]): Promise<void> {
  try {
    await redis.pipeline([['MSET', ...group.flat()]]);
  } catch (error) {
    if (!(error instanceof RedisRequestTooLarge) || group.length === 1) throw error;
    const half = Math.ceil(group.length / 2);
    await writeGroup(redis, group.slice(0, half));
    await writeGroup(redis, group.slice(half));
  }
}

function* groups(entries: readonly Entry[]): Generator<Entry[]> {
  let group: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = wireBytes(entry);
    if (group.length > 0 && bytes + size > REQUEST_BYTES) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(entry);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

/** Documents are JSON within JSON: each quote costs an escape. Columns hold few, dates two each. */
function wireBytes([key, value]: Entry): number {
  return key.length + 8 + Math.ceil(Buffer.byteLength(value) * 1.1);
}
