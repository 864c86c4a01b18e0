import type { Option } from 'commander';
import { UsageError } from './client-error.ts';
import { switchFlag, valueFlag } from './flag.ts';

/** Where `npm start` serves the HTTP API. */
export const DEFAULT_URL = 'http://127.0.0.1:3210';

/** What every command takes that talks to a deployment. */
export interface DeploymentFlags {
  /** Without a slash at its end. */
  url?: string;
  json?: true;
}

export function urlFlag(): Option {
  const description = `Where fill-cache is. Without it: FILL_CACHE_URL, else ${DEFAULT_URL}.`;
  return valueFlag('url', 'URL', description, (text) => parseUrl('--url', text));
}

export function jsonFlag(): Option {
  return switchFlag('json', 'Print the reply as JSON on one line.');
}

/** The address and the token of the deployment; an empty variable counts as absent. @throws {UsageError} */
export function deploymentOf({ url }: DeploymentFlags, env: NodeJS.ProcessEnv) {
  const { FILL_CACHE_URL, FILL_CACHE_API_TOKEN } = env;
  return {
    url: url ?? (FILL_CACHE_URL ? parseUrl('FILL_CACHE_URL', FILL_CACHE_URL) : DEFAULT_URL),
    token: parseToken(FILL_CACHE_API_TOKEN),
  };
}

function parseUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    // It may hold a password: it is not shown.
    throw new UsageError(`${name} must be an address such as ${DEFAULT_URL}, without a user or a query.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** What no header can carry is not sent. */
function parseToken(text: string | undefined): string | null {
  if (!text) return null;
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError('FILL_CACHE_API_TOKEN must be printable characters without spaces or line ends.');
}
