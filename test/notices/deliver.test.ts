import { once } from 'node:events';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { deliver } from '../../src/notices/deliver.ts';
import { readNotifyConfig } from '../../src/notices/notify-config.ts';
import { notifyTest } from '../../src/notices/notify-test.ts';
import { webhookMessage } from '../../src/notices/webhook-message.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { aNotice } from './a-notice.ts';
import { answer, hang, reset, startReceiver } from './receiver.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ports = { fetch, clock: systemClock, random: () => 0 };

test("a message is signed so that the library's other half accepts it", async () => {
  const { url, received } = await startReceiver(answer(204));
  const config = readNotifyConfig({ notifyUrl: `${url}/hook`, notifySecret: SECRET });
  expect(await deliver(aNotice(), config, ports)).toEqual([
    { target: url, delivered: true, status: 204, attempts: 1 },
  ]);
  const { body, headers, method, path } = received[0] ?? expect.fail('nothing was received');
  expect([method, path, headers['content-type']]).toEqual(['POST', '/hook', 'application/json']);
  const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
  expect(verified).toEqual(webhookMessage(aNotice()));
  expect(headers['webhook-id']).toBe('batch_job_12345:completed');
});

test('a body that was changed on the way is not accepted', async () => {
  const { url, received } = await startReceiver(answer(204));
  await deliver(aNotice(), readNotifyConfig({ notifyUrl: url, notifySecret: SECRET }), ports);
  const headers = received[0]?.headers as Record<string, string>;
  expect(() => new Webhook(SECRET).verify(`${received[0]?.body} `, headers)).toThrow('No matching signature');
});

test('without a secret there is no signature, but an id and a time', async () => {
  const { url, received } = await startReceiver(answer(200));
  await deliver(aNotice(), readNotifyConfig({ notifyUrl: url }), ports);
  expect(received[0]?.headers).toMatchObject({
    'webhook-id': 'batch_job_12345:completed',
    'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
  });
  expect(received[0]?.headers).not.toHaveProperty('webhook-signature');
});

test.each([
  ['answers 500', answer(500)],
  ['answers 429', answer(429, { 'retry-after': '1' })],
  ['answers 408', answer(408)],
  ['resets the connection', reset],
])('a receiver that first %s gets the same message again', async (_, first) => {
  const { url, received } = await startReceiver(first, answer(200));
  const config = readNotifyConfig({ notifyUrl: url, notifySecret: SECRET });
  const deliveries = await deliver(aNotice(), config, ports);
  expect(deliveries).toEqual([{ target: url, delivered: true, status: 200, attempts: 2 }]);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
    Array(2).fill('batch_job_12345:completed'),
  );
  expect(received[0]?.body).toBe(received[1]?.body);
});

test('a receiver that hangs gets the same message again after five seconds and a pause', async () => {
  const { url, received } = await startReceiver(hang, answer(200));
  const clock = createFakeClock();
  const delivering = deliver(aNotice(), readNotifyConfig({ notifyUrl: url }), { ...ports, clock });
  await expect.poll(() => received.length).toBe(1);
  await clock.advance(5_250);
  expect(await delivering).toEqual([{ target: url, delivered: true, status: 200, attempts: 2 }]);
  expect(received[0]?.body).toBe(received[1]?.body);
});

test.each([
  [301, 'answered 301: redirects are not followed'],
  [307, 'answered 307: redirects are not followed'],
  [304, 'answered 304: redirects are not followed'],
  [400, 'answered 400'],
  [404, 'answered 404'],
  [410, 'answered 410: the address is gone, remove it'],
])('an answer %i is not followed and not repeated', async (status, reason) => {
  const elsewhere = await startReceiver(answer(200));
  const { url, received } = await startReceiver(answer(status, { location: elsewhere.url }));
  const deliveries = await deliver(aNotice(), readNotifyConfig({ notifyUrl: url }), ports);
  expect(deliveries).toEqual([{ target: url, delivered: false, status, reason, attempts: 1 }]);
  expect([received.length, elsewhere.received.length]).toEqual([1, 0]);
});

test('a body without an end is not read', async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const { url } = await startReceiver((response) => {
    response.writeHead(200).write('x'.repeat(100_000));
    const more = setInterval(() => response.write('x'.repeat(1_000)), 5);
    void once(response, 'close').then(() => resolve(clearInterval(more)));
  });
  const deliveries = await deliver(aNotice(), readNotifyConfig({ notifyUrl: url }), ports);
  expect(deliveries).toMatchObject([{ delivered: true, status: 200 }]);
  await closed;
});

test('each target has its own outcome', async () => {
  const [gone, good, redirecting] = await Promise.all(
    [410, 200, 302].map((status) => startReceiver(answer(status))),
  );
  const urls = [gone, good, redirecting].map((receiver) => receiver?.url ?? '');
  const deliveries = await deliver(aNotice(), readNotifyConfig({ notifyUrl: urls.join(' ') }), ports);
  expect(deliveries.map(({ target }) => target)).toEqual(urls);
  expect(deliveries.map(({ status }) => status)).toEqual([410, 200, 302]);
});

test('an event that is not one of notify-on is not sent', async () => {
  const { url, received } = await startReceiver(answer(200));
  const config = readNotifyConfig({ notifyUrl: url, notifyOn: 'failed' });
  expect(await deliver(aNotice('completed'), config, ports)).toEqual([]);
  expect(received).toEqual([]);
});

test('a test is sent to every target, whatever notify-on says, and pings no heartbeat', async () => {
  const { url, received } = await startReceiver(answer(200));
  const config = readNotifyConfig({
    notifyUrl: `${url}/a ${url}/b`,
    notifyOn: 'failed',
    heartbeatUrl: `${url}/beat`,
  });
  expect(await notifyTest(config, ports)).toMatchObject([{ delivered: true }, { delivered: true }]);
  expect(received.map(({ path }) => path).toSorted()).toEqual(['/a', '/b']);
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'test' });
});
