import { randomUUID } from 'node:crypto';
import type { Workflow } from './workflow-file.ts';

export type Permissions = Workflow['permissions'];
export type Tokens = ReturnType<typeof createTokens>;

/** The tokens that the stand-in knows: the owner's, which may do all, and one for each job that runs. */
export function createTokens(ownerToken: string) {
  const known = new Map<string, Permissions>([[ownerToken, 'write-all']]);

  return {
    /** A token for one job, with what its workflow asks for. */
    issue(permissions: Permissions): string {
      const token = `ghs_${randomUUID().replaceAll('-', '')}`;
      known.set(token, permissions);
      return token;
    },
    revoke: (token: string): void => void known.delete(token),
    mayWrite(token: string, scope: 'contents' | 'actions'): 'unknown' | 'denied' | 'granted' {
      if (!known.has(token)) return 'unknown';
      // New repositories give a workflow that asks for nothing the right to read.
      const permissions = known.get(token) ?? 'read-all';
      const right = typeof permissions === 'string' ? permissions : permissions[scope];
      return right?.startsWith('write') ? 'granted' : 'denied';
    },
  };
}
