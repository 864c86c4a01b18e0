import type { NotifyInputs } from './notify-config.ts';

/** Shorter texts are no secrets, and hiding them would hide half of a log. */
const SHORTEST_CHARACTERS = 8;

/** All texts that no log may show, for the masking of whoever runs this; also of inputs that will be refused. */
export function notifySecrets({
  notifyUrl = '',
  heartbeatUrl = '',
  notifySecret = '',
}: NotifyInputs): string[] {
  const urls = `${notifyUrl} ${heartbeatUrl}`.split(/\s+/);
  const paths = urls
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url).pathname + new URL(url).search);
  const secret = notifySecret.trim();
  const texts = [...urls, ...paths, secret, secret.replace(/^whsec_/, '')];
  return [...new Set(texts)].filter((text) => text.length >= SHORTEST_CHARACTERS);
}
