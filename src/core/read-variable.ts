import { InputRefused } from './input-refused.ts';

/** Variables of an environment, by their names. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Without the blanks and line breaks around it that pasting adds. */
export function textVariable(env: Variables, name: string): string {
  return env[name]?.trim() ?? '';
}

/** Null if it is not set. The error of the first request would show a token that no header can carry. */
export function tokenVariable(env: Variables, name: string): string | null {
  const text = textVariable(env, name);
  if (/^[\x21-\x7e]*$/.test(text)) return text || null;
  throw variableRefused(
    name,
    'a token of printable ASCII characters, without a space or a line break inside',
  );
}

/** Null if it is not set. No request can be sent to an address with credentials. */
export function urlVariable(env: Variables, name: string): string | null {
  const text = textVariable(env, name);
  if (text === '') return null;
  // URL would remove a line break inside.
  const { protocol, username, password } = (/\s/.test(text) ? null : URL.parse(text)) ?? {};
  if (/^https?:$/.test(protocol ?? '') && username === '' && password === '') return text;
  throw variableRefused(name, 'an http(s) address without a user name or a password');
}

/** Never shows the value: it is a secret, or may hold one. */
export function variableRefused(name: string, allowed: string): InputRefused {
  return new InputRefused(`${name} is not usable: it must be ${allowed}.`);
}
