import { Webhook } from 'standardwebhooks';
import { InputRefused } from '../core/input-refused.ts';
import { NOTICE_EVENTS, type NoticeEvent } from './notice.ts';

/** The inputs as they were given; empty means absent. */
export interface NotifyInputs {
  notifyUrl?: string | undefined;
  notifySecret?: string | undefined;
  notifyOn?: string | undefined;
  heartbeatUrl?: string | undefined;
}

/** An address whose path is a secret. `url` is a function, so that no log of the object shows it. */
export interface SecretUrl {
  origin: string;
  url(): string;
}

export interface NotifyTarget extends SecretUrl {
  kind: 'slack' | 'discord' | 'webhook';
}

export interface NotifyConfig {
  targets: readonly NotifyTarget[];
  events: ReadonlySet<NoticeEvent>;
  /** Signs a message of Standard Webhooks; null without a secret. */
  sign: ((id: string, at: Date, body: string) => string) | null;
  heartbeat: SecretUrl | null;
}

/**
 * Reads who wants to know what. URLs are apart by spaces; events by commas or spaces.
 *
 * @throws {InputRefused} with one sentence that names the input and what is allowed, and of a URL its origin at most.
 */
export function readNotifyConfig(inputs: NotifyInputs): NotifyConfig {
  const urls = [...new Set(words(inputs.notifyUrl))];
  if (urls.length > MOST_TARGETS) {
    throw new InputRefused(`notify-url has ${urls.length} addresses: it must have ${MOST_TARGETS} at most.`);
  }
  const heartbeats = words(inputs.heartbeatUrl);
  if (heartbeats.length > 1) {
    throw new InputRefused(`heartbeat-url has ${heartbeats.length} addresses: it must be one.`);
  }
  const [heartbeat] = heartbeats;
  return {
    targets: urls.map((text) => toTarget(parseUrl('notify-url', text))),
    events: readEvents(inputs.notifyOn),
    sign: readSecret(inputs.notifySecret?.trim() ?? ''),
    heartbeat: heartbeat === undefined ? null : toSecretUrl(parseUrl('heartbeat-url', heartbeat)),
  };
}

const MOST_TARGETS = 10;
const WEB_LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function parseUrl(name: string, text: string): URL {
  const allowed =
    name === 'notify-url'
      ? 'https URLs, apart by spaces (http on loopback only), without a user name or password'
      : 'one https URL (http on loopback only), without a user name or password';
  // A list apart by commas would be one URL with the others in its path.
  if (!URL.canParse(text) || /[,;](https?:|$)/i.test(text)) {
    throw new InputRefused(`${name} holds something that is no URL: it must be ${allowed}.`);
  }
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && WEB_LOOPBACK.test(url.hostname));
  if (isWeb && url.username === '' && url.password === '') return url;
  // Of another protocol even the beginning may be secret: "hooks.example:key" parses as one.
  const shown = /^https?:$/.test(url.protocol)
    ? `has ${url.origin.slice(0, SHOWN_CHARACTERS)}`
    : 'is no https URL';
  throw new InputRefused(`${name} ${shown}: it must be ${allowed}.`);
}

const SHOWN_CHARACTERS = 100;

function toSecretUrl(url: URL): SecretUrl {
  return { origin: url.origin, url: () => url.href };
}

function toTarget(url: URL): NotifyTarget {
  return { kind: kindOf(url), ...toSecretUrl(url) };
}

function kindOf({ hostname: host, pathname }: URL): NotifyTarget['kind'] {
  const hostname = host.replace(/\.$/, '');
  if (/^hooks\.slack(-gov)?\.com$/.test(hostname)) return 'slack';
  const isDiscord = /^((canary|ptb)\.)?discord(app)?\.com$/.test(hostname);
  if (!isDiscord || !/^\/api\/(v\d+\/)?webhooks\//.test(pathname)) return 'webhook';
  // Discord takes Slack's form at this path.
  return pathname.endsWith('/slack') ? 'slack' : 'discord';
}

function readEvents(text = ''): ReadonlySet<NoticeEvent> {
  const given = text.split(/[\s,]+/).filter((word) => word !== '');
  if (given.length === 0) return new Set(NOTICE_EVENTS);
  return new Set(
    given.map((word) => {
      const event = NOTICE_EVENTS.find((one) => one === word);
      if (event) return event;
      // Somebody may have put the URL or the secret here.
      const shown = /^[a-z]{1,20}$/i.test(word) ? `"${word}"` : 'something else';
      throw new InputRefused(
        `notify-on has ${shown}: it must be a list of ${NOTICE_EVENTS.join(', ').replace(/, (\w+)$/, ' and $1')}.`,
      );
    }),
  );
}

const ENCODED_PREFIX = 'whsec_';

/** After `whsec_` the key is base64, as Standard Webhooks has it; any other text is the key itself, in UTF-8. */
function readSecret(secret: string): NotifyConfig['sign'] {
  if (secret === '') return null;
  const webhook = secret.startsWith(ENCODED_PREFIX) ? decoded(secret) : plain(secret);
  return (id, at, body) => webhook.sign(id, at, body);
}

function plain(secret: string): Webhook {
  return new Webhook(new TextEncoder().encode(secret), { format: 'raw' });
}

function decoded(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new InputRefused(
      `notify-secret begins with ${ENCODED_PREFIX} and goes on otherwise than in base64: it must be ${ENCODED_PREFIX} and base64, or any other text.`,
    );
  }
}
