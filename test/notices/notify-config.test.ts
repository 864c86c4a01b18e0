import { inspect } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { InputRefused } from '../../src/core/input-refused.ts';
import { NOTICE_EVENTS } from '../../src/notices/notice.ts';
import { type NotifyInputs, readNotifyConfig } from '../../src/notices/notify-config.ts';
import { notifySecrets } from '../../src/notices/notify-secrets.ts';

const SECRET = 'T0SECRET/B0SECRET';

function refusal(inputs: NotifyInputs): string {
  try {
    readNotifyConfig(inputs);
  } catch (error) {
    if (error instanceof InputRefused) return error.message;
    throw error;
  }
  throw new Error('It was accepted');
}

test('without inputs nobody is notified', () => {
  const { targets, events, sign, heartbeat } = readNotifyConfig({
    notifyUrl: ' ',
    notifyOn: '',
    notifySecret: '',
  });
  expect([targets, [...events], sign, heartbeat]).toEqual([[], NOTICE_EVENTS, null, null]);
});

test.each([
  ['https://hooks.slack.com/services/T/B/x', 'slack'],
  ['https://hooks.slack-gov.com/services/T/B/x', 'slack'],
  ['https://HOOKS.slack.com./services/T/B/x', 'slack'],
  ['https://discord.com/api/webhooks/1/x', 'discord'],
  ['https://discordapp.com/api/v10/webhooks/1/x', 'discord'],
  ['https://ptb.discord.com/api/webhooks/1/x?thread_id=2', 'discord'],
  ['https://discord.com/api/webhooks/1/x/slack', 'slack'],
  ['https://discord.com/invite', 'webhook'],
  ['https://hooks.slack.com.evil.example/services', 'webhook'],
  ['https://example.com/hooks.slack.com', 'webhook'],
  ['http://localhost:3000/x', 'webhook'],
  ['http://127.0.0.1/x', 'webhook'],
  ['http://[::1]:8080/x', 'webhook'],
])('%s is a target of the kind %s', (notifyUrl, kind) => {
  expect(readNotifyConfig({ notifyUrl }).targets[0]).toMatchObject({
    kind,
    origin: new URL(notifyUrl).origin,
  });
});

test('several URLs are apart by spaces or lines, and each is one target', () => {
  const notifyUrl = ' https://a.example/1  https://b.example/2\nhttps://a.example/1 ';
  const { targets } = readNotifyConfig({ notifyUrl });
  expect(targets.map(({ url }) => url())).toEqual(['https://a.example/1', 'https://b.example/2']);
});

test.each([
  [`http://example.com/${SECRET}`, 'has http://example.com:'],
  [`http://localhost.example.com/${SECRET}`, 'has http://localhost.example.com:'],
  [`https://me:${SECRET.replace('/', '')}@example.com/`, 'has https://example.com:'],
  [`ftp://example.com/${SECRET}`, 'is no https URL:'],
  [`hooks.slack.com:${SECRET}`, 'is no https URL:'],
  [`javascript:${SECRET}`, 'is no https URL:'],
  [SECRET, 'holds something that is no URL:'],
  [`"https://example.com/${SECRET}"`, 'holds something that is no URL:'],
  [`https://a.example/${SECRET},https://b.example/`, 'holds something that is no URL:'],
  [`https://a.example/${SECRET};`, 'holds something that is no URL:'],
])('%s is refused, without what is secret in it', (url, shown) => {
  for (const [name, inputs] of Object.entries({
    'notify-url': { notifyUrl: url },
    'heartbeat-url': { heartbeatUrl: url },
  })) {
    const message = refusal(inputs);
    expect(message).toMatch(new RegExp(`^${name} ${shown}.* it must be .*https URLs?.*\\.$`));
    expect(message).not.toContain('SECRET');
  }
});

test.each<[string, NotifyInputs, string]>([
  [
    'an unknown event',
    { notifyOn: 'completed, done' },
    'notify-on has "done": it must be a list of completed, failed, stalled and late.',
  ],
  [
    'a secret in the wrong input',
    { notifyOn: 'https://x/SECRET' },
    'notify-on has something else: it must be a list of completed, failed, stalled and late.',
  ],
  [
    'a secret that is not base64',
    { notifySecret: 'whsec_SECRET!' },
    'notify-secret begins with whsec_ and goes on otherwise than in base64: it must be whsec_ and base64, or any other text.',
  ],
  [
    'a secret that ends too early',
    { notifySecret: 'whsec_' },
    'notify-secret begins with whsec_ and goes on otherwise than in base64: it must be whsec_ and base64, or any other text.',
  ],
  [
    'two heartbeats',
    { heartbeatUrl: 'https://a.example https://b.example' },
    'heartbeat-url has 2 addresses: it must be one.',
  ],
  [
    'too many addresses',
    { notifyUrl: Array.from({ length: 11 }, (_, i) => `https://a${i}.example`).join(' ') },
    'notify-url has 11 addresses: it must have 10 at most.',
  ],
])('%s is refused in one sentence', (_, inputs, message) => {
  expect(refusal(inputs)).toBe(message);
});

test.each(['failed,late', 'late failed', ' failed ,\nlate'])('the events may be given as %j', (notifyOn) => {
  expect([...readNotifyConfig({ notifyOn }).events].toSorted()).toEqual(['failed', 'late']);
});

test.each([
  [
    'whsec_ and base64',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
  ],
  ['any other text', 'a plain sécret', new Webhook(Buffer.from('a plain sécret'), { format: 'raw' })],
])('%s is a secret to sign with', (_, notifySecret, receiver) => {
  const at = new Date(1_000);
  expect(readNotifyConfig({ notifySecret: `${notifySecret}\n` }).sign?.('id', at, '{}')).toBe(
    receiver.sign('id', at, '{}'),
  );
});

test('a log of the config shows no secret', () => {
  const config = readNotifyConfig({
    notifyUrl: `https://hooks.slack.com/services/${SECRET}`,
    heartbeatUrl: `https://hc-ping.com/${SECRET}`,
    notifySecret: SECRET,
  });
  expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain('SECRET');
});

test('what is to be masked are whole addresses, their paths, and the secret with and without its prefix', () => {
  const inputs = {
    notifyUrl: 'https://hooks.slack.com/services/T0/B0 http://evil.example/path/key?q=1 https://a.example/',
    heartbeatUrl: 'https://hc-ping.com/0123-4567',
    notifySecret: 'whsec_AAAABBBB',
  };
  expect(notifySecrets(inputs)).toEqual([
    'https://hooks.slack.com/services/T0/B0',
    'http://evil.example/path/key?q=1',
    'https://a.example/',
    'https://hc-ping.com/0123-4567',
    '/services/T0/B0',
    '/path/key?q=1',
    '/0123-4567',
    'whsec_AAAABBBB',
    'AAAABBBB',
  ]);
  expect(notifySecrets({})).toEqual([]);
});
