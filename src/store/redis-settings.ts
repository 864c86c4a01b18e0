import { tokenVariable, urlVariable, type Variables } from '../core/read-variable.ts';

/**
 * The database that an environment names, by the variables of Upstash or of its integration with Vercel; null if none.
 *
 * @throws {InputRefused} with one sentence that names a variable that is set but not usable.
 */
export function redisSettingsFrom(env: Variables): { url: string; token: string } | null {
  const url = urlVariable(env, 'UPSTASH_REDIS_REST_URL') ?? urlVariable(env, 'KV_REST_API_URL');
  const token = tokenVariable(env, 'UPSTASH_REDIS_REST_TOKEN') ?? tokenVariable(env, 'KV_REST_API_TOKEN');
  return url === null || token === null ? null : { url, token };
}
