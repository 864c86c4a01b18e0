import type { Redis } from './redis.ts';
import { RedisCommandFailed } from './redis-error.ts';

/** What a server says of itself; null for what it does not. */
export interface ServerInfo {
  /** `noeviction`, or by what rule a full database deletes keys. */
  evictionPolicy: string | null;
  usedBytes: number | null;
  /** Null where there is no limit, too. */
  limitBytes: number | null;
}

/** One command, which not every server knows. */
export async function readServerInfo(redis: Redis): Promise<ServerInfo> {
  const fields = parseInfo(await infoOf(redis));
  const number = (name: string) => {
    const text = fields.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  };
  return {
    evictionPolicy: fields.get('maxmemory_policy') ?? null,
    usedBytes: number('used_memory'),
    limitBytes: number('maxmemory') || null,
  };
}

/** One command; null where the server does not know it. */
export async function countKeys(redis: Redis): Promise<number | null> {
  try {
    const [count] = await redis.pipeline([['DBSIZE']]);
    return typeof count === 'number' ? count : null;
  } catch (error) {
    if (error instanceof RedisCommandFailed) return null;
    throw error;
  }
}

async function infoOf(redis: Redis): Promise<string> {
  try {
    const [info] = await redis.pipeline([['INFO']]);
    return typeof info === 'string' ? info : '';
  } catch (error) {
    if (error instanceof RedisCommandFailed) return '';
    throw error;
  }
}

/** Lines `name:value`; headings begin with `#`. */
function parseInfo(text: string): Map<string, string> {
  const lines = text.matchAll(/^([a-z_]+):([^\r\n]*)/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value.trim()]));
}
