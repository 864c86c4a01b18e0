import { signal } from '@preact/signals';

/** Why the API gave no data. */
export type Problem =
  | { kind: 'unreachable' }
  | { kind: 'unauthorized'; message: string }
  | {
      kind: 'refused';
      status: number;
      code: string;
      message: string;
      /** The sentences behind the message, if there are several. */
      issues: readonly string[];
      retryAfterSeconds: number | null;
    };

export type Answer<Data> =
  | { kind: 'data'; data: Data; etag: string | null }
  | { kind: 'unchanged' }
  | Problem;

const TOKEN_KEY = 'fill-cache-token';
const TIMEOUT_MILLISECONDS = 20_000;

/** Of this tab alone; empty if none was typed. */
export const token = signal(sessionStorage.getItem(TOKEN_KEY) ?? '');
/** Whether the API has refused the token, or that there is none. */
export const locked = signal(false);

export function keepToken(text: string): void {
  const typed = text.trim();
  if (typed === '') sessionStorage.removeItem(TOKEN_KEY);
  else sessionStorage.setItem(TOKEN_KEY, typed);
  locked.value = false;
  token.value = typed;
}

/** @param etag of the answer that is known already. */
export async function get<Data>(path: string, etag: string | null = null): Promise<Answer<Data>> {
  return ask(path, { headers: etag === null ? {} : { 'if-none-match': etag } });
}

export async function post<Data>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Exclude<Answer<Data>, { kind: 'unchanged' }>> {
  const answer = await ask<Data>(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return answer.kind === 'unchanged' ? { kind: 'unreachable' } : answer;
}

async function ask<Data>(
  path: string,
  { headers, ...init }: { method?: string; body?: string; headers: Record<string, string> },
): Promise<Answer<Data>> {
  const authorization = token.value === '' ? {} : { authorization: `Bearer ${token.value}` };
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      headers: { ...headers, ...authorization },
      // The page revalidates itself: the cache of the browser would hide a 304.
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (response.status === 304) return { kind: 'unchanged' };
    if (response.ok) {
      const isCsv = response.headers.get('content-type')?.startsWith('text/csv');
      const data = (await (isCsv ? response.text() : response.json())) as Data;
      return { kind: 'data', data, etag: response.headers.get('etag') };
    }
  } catch {
    return { kind: 'unreachable' };
  }
  return problemOf(response);
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const message = textIn(body, 'error') ?? `The API answered with ${response.status}.`;
  if (response.status === 401) {
    locked.value = true;
    return { kind: 'unauthorized', message };
  }
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    kind: 'refused',
    status: response.status,
    code: textIn(body, 'code') ?? '',
    message,
    issues: issuesIn(body),
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  };
}

function textIn(body: unknown, field: string): string | null {
  if (typeof body !== 'object' || body === null || !(field in body)) return null;
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'string' ? value : null;
}

function issuesIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('issues' in body) || !Array.isArray(body.issues))
    return [];
  return body.issues.flatMap((issue) => textIn(issue, 'message') ?? []);
}
