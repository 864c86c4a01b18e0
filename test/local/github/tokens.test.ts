import { expect, test } from 'vitest';
import { createTokens, type Permissions } from '../../../src/local/github/tokens.ts';

test.each<[Permissions, string, string]>([
  [undefined, 'denied', 'denied'],
  ['read-all', 'denied', 'denied'],
  ['write-all', 'granted', 'granted'],
  [{ contents: 'write' }, 'granted', 'denied'],
  [{ contents: 'read', actions: 'write' }, 'denied', 'granted'],
])(
  'a token with the permissions %j may write contents: %s, actions: %s',
  (permissions, contents, actions) => {
    const tokens = createTokens('owner');
    const token = tokens.issue(permissions);
    expect([tokens.mayWrite(token, 'contents'), tokens.mayWrite(token, 'actions')]).toEqual([
      contents,
      actions,
    ]);
  },
);

test('the owner may do all, and a revoked token is unknown', () => {
  const tokens = createTokens('owner');
  const token = tokens.issue('write-all');
  tokens.revoke(token);
  expect([tokens.mayWrite('owner', 'actions'), tokens.mayWrite(token, 'actions')]).toEqual([
    'granted',
    'unknown',
  ]);
});
