import {
  textVariable,
  tokenVariable,
  urlVariable,
  type Variables,
  variableRefused,
} from '../core/read-variable.ts';
import type { GitHubConfig } from './create-github.ts';

/**
 * The repository that an environment names, and its token; null if one of both is missing.
 *
 * @throws {InputRefused} with one sentence that names a variable that is set but not usable.
 */
export function gitHubSettingsFrom(
  env: Variables,
): Pick<GitHubConfig, 'repository' | 'token' | 'apiUrl' | 'ref'> | null {
  const repository = textVariable(env, 'GITHUB_REPOSITORY');
  const token = tokenVariable(env, 'GITHUB_TOKEN');
  const apiUrl = urlVariable(env, 'GITHUB_API_URL') ?? 'https://api.github.com';
  if (repository === '' || token === null) return null;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw variableRefused('GITHUB_REPOSITORY', 'owner/name');
  return { repository, token, apiUrl, ref: textVariable(env, 'GITHUB_REF_NAME') || 'main' };
}
