import { randomUUID } from 'node:crypto';
import type { Workflow } from './workflow-file.ts';

export type Permissions = Workflow['permissions'];
export type Right = 'unknown' | 'denied' | 'granted';

export interface Tokens {
  /** A token for one job, with what its workflow asks for. */
  issue(permissions: Permissions): string;
  /** The token of a job dies with it. */
  revoke(token: string): void;
  /** Whether a token may write to `contents` or `actions`. */
  mayWrite(token: string, scope: 'contents' | 'actions'): Right;
}

/** The tokens that the stand-in knows: the owner's, which may do all, and one for each job that runs. */
export function createTokens(ownerToken: string, random: () => string = randomUUID): Tokens {
  const issued = new Map<string, Permissions>();

  return {
    issue(permissions) {
      const token = `ghs_${random().replaceAll('-', '')}`;
      issued.set(token, permissions);
      return token;
    },
    revoke(token) {
      issued.delete(token);
    },
    mayWrite(token, scope) {
      if (token === ownerToken) return 'granted';
      if (!issued.has(token)) return 'unknown';
      const permissions = issued.get(token);
      if (permissions === 'write-all') return 'granted';
      // New repositories give a workflow that asks for nothing the right to read.
      if (permissions === undefined || permissions === 'read-all') return 'denied';
      return permissions[scope] === 'write' ? 'granted' : 'denied';
    },
  };
}
